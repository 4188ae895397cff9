using System.Diagnostics;

namespace Moderation.Web.Tests.Feedback;

/// <summary>Python's own HTTP client, which shares no code with ours: it follows no redirect and tells all that it was answered.</summary>
internal static class IndependentClient
{
    private const string Script = """
        import sys, urllib.request, urllib.error, uuid
        class NoRedirect(urllib.request.HTTPRedirectHandler):
            def redirect_request(self, *a): return None
        opener = urllib.request.build_opener(NoRedirect)
        kind, url = sys.argv[1], sys.argv[2]
        data, headers = None, {}
        if kind == 'urlencoded':
            data, headers = b'List-Unsubscribe=One-Click', {'Content-Type': 'application/x-www-form-urlencoded'}
        elif kind == 'multipart':
            b = uuid.uuid4().hex
            data = ('--%s\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--%s--\r\n' % (b, b)).encode()
            headers = {'Content-Type': 'multipart/form-data; boundary=' + b}
        try:
            answer = opener.open(urllib.request.Request(url, data=data, headers=headers), timeout=60)
        except urllib.error.HTTPError as e:
            answer = e
        body = answer.read()
        print(answer.status, 'cookie' if answer.headers.get('Set-Cookie') else 'no-cookie', 'location' if answer.headers.get('Location') else 'no-location', len(body) > 0)
        """;

    /// <param name="kind">get, urlencoded or multipart (RFC 8058 §3.1 allows both).</param>
    /// <param name="address">Whole.</param>
    /// <returns>Status, whether a cookie was set, whether it was sent elsewhere, whether there was a body.</returns>
    public static async Task<string> AskAsync(string kind, Uri address)
    {
        var start = new ProcessStartInfo("python3") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "-c", Script, kind, address.ToString() })
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        var wrong = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, wrong);
        return said.Trim();
    }
}

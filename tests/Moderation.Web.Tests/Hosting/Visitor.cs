using System.Text.RegularExpressions;

namespace Moderation.Web.Tests.Hosting;

/// <summary>A person at a browser without script.</summary>
public sealed partial class Visitor(HttpClient client)
{
    public HttpClient Client { get; } = client;

    public Task<HttpResponseMessage> GetAsync(string address) => Client.GetAsync(new Uri(address, UriKind.Relative));

    public async Task<string> ReadAsync(string address)
    {
        using var answer = await GetAsync(address);
        Assert.True(answer.IsSuccessStatusCode, $"{address} answered {(int)answer.StatusCode}.");
        return await answer.Content.ReadAsStringAsync();
    }

    /// <summary>Opens the page, takes its antiforgery token, posts the fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string address, IEnumerable<(string Name, string Value)> fields, string? handler = null)
    {
        var token = Token(await ReadAsync(address));
        return await PostAsync(handler is null ? address : address + (address.Contains('?', StringComparison.Ordinal) ? "&" : "?") + "handler=" + handler, [.. fields, ("__RequestVerificationToken", token)]);
    }

    public async Task<HttpResponseMessage> PostAsync(string address, IEnumerable<(string Name, string Value)> fields)
    {
        using var body = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await Client.PostAsync(new Uri(address, UriKind.Relative), body);
    }

    public static string Token(string page)
    {
        var match = Antiforgery().Match(page);
        Assert.True(match.Success, "The page has no antiforgery token.");
        return match.Groups["token"].Value;
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"(?<token>[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Antiforgery();
}

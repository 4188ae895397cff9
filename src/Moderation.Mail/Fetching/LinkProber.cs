using Moderation.Campaigns;

namespace Moderation.Mail.Fetching;

/// <summary>
/// Follows one link to its end: redirects and refreshes hop by hop, each through the <see cref="FilteredDialer"/>. It asks by GET, because
/// many servers answer HEAD otherwise, and reads the first 64 KB of a page. Scripts are not run. May be used side by side, and should be:
/// the turns of a host are kept over all that one prober does.
/// </summary>
/// <param name="dialer">The way out.</param>
/// <param name="time">For time-outs and the time of the probe.</param>
/// <param name="options">How long, how often, how politely.</param>
public sealed class LinkProber(FilteredDialer dialer, TimeProvider time, LinkProberOptions options)
{
    private readonly PageRequest _request = new(dialer, options, time);
    private readonly HostTurns _turns = new(options.AtOncePerHost, options.HostPause, time);

    internal LinkProberOptions Options => options;

    /// <param name="address">As a reader's browser would get it: no placeholders.</param>
    /// <param name="ct">Ends it; the only thing that throws.</param>
    /// <returns>Never null; a failure is a probe too. Of an http address at the end the certificate is not judged, of one on the way neither.</returns>
    public async Task<LinkProbe> ProbeAsync(string address, CancellationToken ct)
    {
        var hops = new List<LinkHop>();
        LinkProbe End(LinkEnd end, string? why = null) => new(end, hops, time.GetUtcNow(), 1, why);

        var (text, left) = (address, options.LinkTime);
        Uri? from = null;
        var visited = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            if (WebAddress.Read(text, from, out var at) is { } refusal)
            {
                hops.Add(new LinkHop(at?.OriginalString ?? text));
                return End(LinkEnd.Refused, refusal);
            }

            if (!visited.Add(at.AbsoluteUri))
            {
                return End(LinkEnd.Endless, "its redirects lead in a circle");
            }

            if (hops.Count > options.MaxRedirects)
            {
                return End(LinkEnd.Endless, $"it goes on after {options.MaxRedirects} redirects");
            }

            if (left <= TimeSpan.Zero)
            {
                return End(LinkEnd.NoAnswer, $"its redirects take longer than {options.LinkTime.TotalSeconds:0} seconds");
            }

            var started = time.GetTimestamp();
            var answer = await _turns.RunAsync(at.IdnHost, () =>
            {
                started = time.GetTimestamp();
                return _request.AskAsync(at, left < options.HopTime ? left : options.HopTime, ct);
            }, ct);
            left -= time.GetElapsedTime(started);
            hops.Add(answer.Hop);
            if (answer.Failure is { } failure)
            {
                return End(failure, answer.Why);
            }

            if (answer.Next is null)
            {
                var (end, why) = Judge(at, answer.Hop.Status!.Value);
                return End(end, why);
            }

            (text, from) = (answer.Next, answer.From);
        }
    }

    private static (LinkEnd End, string? Why) Judge(Uri at, int status) => status switch
    {
        _ when at.Scheme != Uri.UriSchemeHttps => (LinkEnd.NotHttps, null),
        >= 200 and < 300 => (LinkEnd.Page, null),
        401 or 403 or 405 or 429 or 503 or 999 => (LinkEnd.PageNotRead, $"it answers {status}, as to a robot"),
        >= 500 and < 600 => (LinkEnd.NoAnswer, $"it answers {status}, an error of the server"),
        404 or 410 => (LinkEnd.Gone, $"it answers {status}: there is no such page"),
        _ => (LinkEnd.Gone, $"it answers {status}"),
    };
}

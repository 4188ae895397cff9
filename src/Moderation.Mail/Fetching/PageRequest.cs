using System.Net;
using System.Net.Security;
using Moderation.Campaigns;
using Moderation.Rules.Links;

namespace Moderation.Mail.Fetching;

/// <summary>Asks one address once, as a browser would and no longer than allowed.</summary>
internal sealed class PageRequest(FilteredDialer dialer, LinkProberOptions options, TimeProvider time)
{
    // Session and slide-show pages reload themselves late; nobody waits for it.
    private const int LongestRefresh = 60;

    /// <param name="address">Not refused.</param>
    /// <param name="patience">For all of it.</param>
    /// <param name="ct">Ends it; the only thing that throws.</param>
    public async Task<PageAnswer> AskAsync(Uri address, TimeSpan patience, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        HopCertificate? certificate = null;
        using var http = new HttpMessageInvoker(dialer.OpenHandler((_, shown, chain, errors) =>
        {
            certificate = CertificateReader.Read(shown, chain, errors, address.IdnHost, time.GetUtcNow());
            return errors == SslPolicyErrors.None;
        }));
        var hop = new LinkHop(address.AbsoluteUri);
        try
        {
            using var request = Request(address);
            using var response = await http.SendAsync(request, either.Token);
            return await ReadAsync(response, hop with { Status = (int)response.StatusCode, Certificate = certificate }, address, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new PageAnswer(hop with { Certificate = certificate }, LinkEnd.NoAnswer, $"{address.IdnHost} did not answer in time");
        }
        // Whatever comes of an answer is the other side's doing: a broken one must not break the check of the other links.
        catch (Exception problem) when (!ct.IsCancellationRequested)
        {
            var (end, why) = Explain(problem, certificate, address);
            return new PageAnswer(hop with { Certificate = certificate }, end, why);
        }
    }

    private HttpRequestMessage Request(Uri address)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Language", "en,*;q=0.5");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        return request;
    }

    private static async Task<PageAnswer> ReadAsync(HttpResponseMessage response, LinkHop hop, Uri address, CancellationToken ct)
    {
        if (hop.Status is 301 or 302 or 303 or 307 or 308)
        {
            // Browsers disagree about several; a chain that depends on it is none that can be checked.
            return Header(response, "Location") switch
            {
                [var location] => new PageAnswer(hop with { By = $"{hop.Status}" }) { Next = location, From = address },
                [] => new PageAnswer(hop, LinkEnd.Gone, $"it answers {hop.Status} and does not say where to go on"),
                _ => new PageAnswer(hop, LinkEnd.Gone, $"it answers {hop.Status} and names several addresses to go on to"),
            };
        }

        if (Header(response, "Refresh") is [var first, ..] && RefreshTarget.Read(first) is { Seconds: <= LongestRefresh } sent)
        {
            return GoOn(hop, address, sent, address);
        }

        if (await PageText.ReadAsync(response, ct) is { } text && PageRefresh.In(text, address) is var (target, from) && target.Seconds <= LongestRefresh)
        {
            return GoOn(hop, from, target, address);
        }

        return new PageAnswer(hop);
    }

    // A page that loads itself anew is the end of the chain.
    private static PageAnswer GoOn(LinkHop hop, Uri from, RefreshTarget target, Uri address) =>
        WebAddress.Read(target.Address, from, out var next) is null && next == address
            ? new PageAnswer(hop)
            : new PageAnswer(hop with { By = "refresh" }) { Next = target.Address, From = from };

    private static string[] Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) ? [.. values.Distinct(StringComparer.Ordinal)] : [];

    private static (LinkEnd End, string Why) Explain(Exception problem, HopCertificate? certificate, Uri address) => problem switch
    {
        { InnerException: DialException dial } => (dial.Fault switch
        {
            DialFault.Refused => LinkEnd.Refused,
            DialFault.NoSuchName => LinkEnd.NoSuchName,
            _ => LinkEnd.NoAnswer,
        }, dial.Message),
        _ when certificate?.Fault is { } fault => (LinkEnd.BadCertificate, fault),
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => (LinkEnd.NoAnswer, $"no encrypted connection to {address.IdnHost} could be made"),
        HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => (LinkEnd.NoAnswer, "its answer has more headers than are read"),
        HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => (LinkEnd.NoAnswer, "the connection broke off"),
        HttpRequestException or IOException => (LinkEnd.NoAnswer, "its answer cannot be read"),
        _ => (LinkEnd.NoAnswer, "the check of it broke off"),
    };
}

using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback;

/// <summary>The addresses that stand in sent mail.</summary>
/// <param name="BaseUrl">Scheme, host and path of the public pages, without the final slash.</param>
/// <param name="MailDomain">Where opt-outs by mail are received; null while no domain is.</param>
public sealed record PublicLinks(string BaseUrl, DomainName? MailDomain = null)
{
    /// <summary>What the local part of an opt-out address begins with.</summary>
    public const string OptOutPrefix = "u-";

    /// <summary>
    /// Reads <c>Public:BaseUrl</c>. In Development it is the console itself, by http so that the button works in any browser;
    /// elsewhere it is https, because RFC 8058 §3.1 demands it of the one-click address, or this very machine. <c>Mx:Domain</c> is
    /// the domain whose mail reaches the role Mx.
    /// </summary>
    /// <exception cref="StartRefusedException">The setting is missing or no such address.</exception>
    public static PublicLinks From(IConfiguration configuration, bool development)
    {
        var text = configuration["Public:BaseUrl"] is { Length: > 0 } given ? given
            : development ? "http://localhost:5080"
            : throw new StartRefusedException("Public:BaseUrl is not set. It is the https address under which recipients reach the opt-out page, such as https://mail.provider.example.");
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && (development || uri.IsLoopback)))
            && uri.Query.Length == 0 && uri.Fragment.Length == 0 && uri.UserInfo.Length == 0
            ? new PublicLinks(uri.AbsoluteUri.TrimEnd('/'), MailDomainOf(configuration["Mx:Domain"]))
            : throw new StartRefusedException($"Public:BaseUrl is '{text}'. It must be an https address without a query, such as https://mail.provider.example.");
    }

    public string OptOut(TokenRing ring, DeliveryRef delivery, byte key) => $"{BaseUrl}/u/{ring.ForUrl(TokenPurpose.OptOut, delivery, key)}";

    public string Preferences(TokenRing ring, DeliveryRef delivery, byte key) => $"{BaseUrl}/p/{ring.ForUrl(TokenPurpose.Preferences, delivery, key)}";

    /// <summary>For List-Unsubscribe beside the https address (RFC 8058 §3.1 allows it); null while no domain receives mail.</summary>
    public string? OptOutMailto(TokenRing ring, DeliveryRef delivery, byte key) =>
        MailDomain is { } domain ? $"mailto:{OptOutPrefix}{ring.ForMailbox(TokenPurpose.OptOutMail, delivery, key)}@{domain.Ascii}?subject=unsubscribe" : null;

    public string Form(Guid account, Guid form) => $"{BaseUrl}/f/{account}/{form}";

    /// <summary>Of a confirmation mail.</summary>
    public string Confirm(TokenRing ring, FormRequest request) => $"{BaseUrl}/c/{ring.ForUrl(TokenPurpose.Confirm, new DeliveryRef(request.Number, 1), ring.Newest)}";

    /// <summary>The name stands in it for people; what counts is the random id.</summary>
    public string File(HostedFile file) => $"{BaseUrl}/files/{file.AccountId}/{file.Id}/{Uri.EscapeDataString(file.Name)}";

    public string Keep(TokenRing ring, DeliveryRef delivery, byte key) => $"{BaseUrl}/k/{ring.ForUrl(TokenPurpose.Keep, delivery, key)}";

    public string View(TokenRing ring, DeliveryRef delivery, byte key) => $"{BaseUrl}/v/{ring.ForUrl(TokenPurpose.View, delivery, key)}";

    /// <summary>Scheme, host and path of tracked addresses.</summary>
    /// <param name="host">The account's own; null is ours.</param>
    public string TrackingUrl(DomainName? host) => host is { } own ? new UriBuilder(BaseUrl) { Host = own.Ascii }.Uri.AbsoluteUri.TrimEnd('/') : BaseUrl;

    /// <summary>Of a rewritten link, of the picture, or of the trap.</summary>
    /// <param name="trackingUrl">As <see cref="TrackingUrl"/> gives it.</param>
    /// <param name="ring">Signs.</param>
    /// <param name="delivery">Whose mail it is.</param>
    /// <param name="number">As <see cref="TrackedAddress.Number"/>.</param>
    /// <param name="key">Of the token.</param>
    public static string Tracked(string trackingUrl, TokenRing ring, DeliveryRef delivery, int number, byte key) => number == TrackedAddress.Pixel
        ? $"{trackingUrl}/o/{ring.ForUrl(TokenPurpose.Open, delivery, key)}"
        : $"{trackingUrl}/r/{ring.ForLink(delivery, number, key)}";

    private static DomainName? MailDomainOf(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null
        : DomainName.TryParse(text, out var domain) ? domain
        : throw new StartRefusedException($"Mx:Domain is '{text}'. It must be the domain whose mail comes here, such as in.provider.example.");
}

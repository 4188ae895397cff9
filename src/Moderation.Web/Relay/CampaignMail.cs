using System.Buffers;
using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Mail.Dkim;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;

namespace Moderation.Web.Relay;

/// <summary>What a mailing is made of beside its content.</summary>
/// <param name="Number">Of the campaign.</param>
/// <param name="Account">Whose campaign.</param>
/// <param name="List">Its audience, for List-Id.</param>
/// <param name="Released">The Date of every message, so that a repeat is the same message.</param>
/// <param name="BounceDomain">Of the envelope senders.</param>
/// <param name="SigningDomain">The DKIM domain.</param>
/// <param name="Selector">The DKIM selector.</param>
/// <param name="PrivateKey">PKCS#8, opened.</param>
internal sealed record MailingFacts(long Number, Guid Account, Guid List, DateTimeOffset Released, DomainName BounceDomain, DomainName SigningDomain, string Selector, byte[] PrivateKey)
{
    /// <summary>What is counted of it; null is nothing.</summary>
    public MailTracking? Tracking { get; init; }

    /// <summary>The class of addresses that its approval asks for; null leaves it to the account's standing.</summary>
    public PoolClass? Pool { get; init; }
}

/// <param name="Opens">Whether it carries the picture of an opening.</param>
/// <param name="Links">The numbers of the stored targets; empty when clicks are not counted.</param>
/// <param name="Host">The account's own; null is ours.</param>
internal sealed record MailTracking(bool Opens, IReadOnlyDictionary<string, int> Links, DomainName? Host);

/// <summary>An approved campaign, compiled once; writes the message of each recipient. Serves any number of connections.</summary>
internal sealed class CampaignMail
{
    private readonly CompiledMessage _message;
    private readonly MailingFacts _facts;
    private readonly PublicLinks _links;
    private readonly TokenRing _ring;
    private readonly string? _trackingUrl;
    // Signing an address that nobody sees would be work for each recipient.
    private readonly (bool Preferences, bool Browser, bool Keep) _shows;

    /// <exception cref="InvalidHeaderException">A subject or name that may not be sent.</exception>
    /// <exception cref="ArgumentException">Neither HTML nor text.</exception>
    public CampaignMail(Content content, MailingFacts facts, PublicLinks links, TokenRing ring)
    {
        (_facts, _links, _ring) = (facts, links, ring);
        _trackingUrl = facts.Tracking is { } tracked ? links.TrackingUrl(tracked.Host) : null;
        var message = facts.Tracking is { } tracking ? ContentMessage.Tracked(content, tracking.Links, tracking.Opens) : ContentMessage.Of(content);
        _message = CompiledMessage.Compile(message with
        {
            Headers =
            [
                // RFC 2919 §2: below a domain of the sender's.
                new HeaderLine("List-Id", $"<{facts.List:N}.{facts.SigningDomain.Ascii}>"),
                // Gmail: four different parts, the last one stable for the sender and 5–15 characters.
                new HeaderLine("Feedback-ID", $"c{facts.Number}:l{facts.List.ToString("N")[^12..]}:campaign:a{facts.Account.ToString("N")[^12..]}"),
            ],
        });
        _shows = (_message.Shows(PlaceholderNames.PreferencesUrl), _message.Shows(PlaceholderNames.BrowserUrl), _message.Shows(PlaceholderNames.KeepUrl));
    }

    public PoolClass? Pool => _facts.Pool;

    public DateTimeOffset Released => _facts.Released;

    /// <summary>One for each connection: a key signs for one thread at a time.</summary>
    public LoadedSigner LoadSigner() => new(_facts.SigningDomain, _facts.Selector, _facts.PrivateKey);

    /// <summary>Writes the signed message; equal arguments give equal octets.</summary>
    /// <exception cref="FormatException">The recipient's address cannot be mailed.</exception>
    /// <exception cref="InvalidHeaderException">A value may not stand in a header.</exception>
    public SmtpEnvelope Write(Recipient recipient, byte tokenKey, DkimSigner signer, ArrayBufferWriter<byte> scratch, ArrayBufferWriter<byte> output)
    {
        var delivery = new DeliveryRef(_facts.Number, recipient.Sequence);
        var to = EmailAddress.Parse(recipient.Email);
        scratch.ResetWrittenCount();
        var rendered = _message.Render(
            new RecipientValues
            {
                // No name: contact fields are typed by strangers, and a header is no place for their words.
                To = new Mailbox("", to),
                MessageId = $"{_ring.ForMailbox(TokenPurpose.MessageId, delivery, tokenKey)}@{_facts.SigningDomain.Ascii}",
                Date = _facts.Released,
                UnsubscribeUrl = _links.OptOut(_ring, delivery, tokenKey),
                UnsubscribeMailto = _links.OptOutMailto(_ring, delivery, tokenKey),
                PreferencesUrl = _shows.Preferences ? _links.Preferences(_ring, delivery, tokenKey) : null,
                BrowserUrl = _shows.Browser ? _links.View(_ring, delivery, tokenKey) : null,
                KeepUrl = _shows.Keep ? _links.Keep(_ring, delivery, tokenKey) : null,
                TrackedUrl = _trackingUrl is { } host ? number => PublicLinks.Tracked(host, _ring, delivery, number, tokenKey) : null,
                FirstName = OnOneLine(recipient.FirstName),
                LastName = OnOneLine(recipient.LastName),
                Headers = TraceOf(_ring.ForMailbox(TokenPurpose.Trace, delivery, tokenKey)),
            },
            scratch);
        signer.Sign(rendered.Headers(scratch), rendered.Body(scratch), at: null, output);
        output.Write(scratch.WrittenSpan[rendered.Start..rendered.End]);
        return new SmtpEnvelope(ReturnPath(delivery, tokenKey), to);
    }

    // Reports of a loop that hides who complained still name the delivery by these; RFC 9477 §3.1 has its own two fields.
    private HeaderLine[] TraceOf(string token) => _links.MailDomain is { } domain
        ? [new HeaderLine(ReportedDelivery.TraceField, token), new HeaderLine("CFBL-Address", $"{MxAddress.LoopLocal}@{domain.Ascii}; report=arf"), new HeaderLine(ReportedDelivery.CfblField, token)]
        : [new HeaderLine(ReportedDelivery.TraceField, token)];

    private SmtpPath ReturnPath(DeliveryRef delivery, byte tokenKey) =>
        SmtpPath.FromBytes(Encoding.ASCII.GetBytes($"{MxAddress.BouncePrefix}{_ring.ForMailbox(TokenPurpose.Verp, delivery, tokenKey)}@{_facts.BounceDomain.Ascii}"));

    private static string OnOneLine(string name) =>
        name.Any(char.IsControl) ? string.Concat(name.Select(c => char.IsControl(c) ? ' ' : c)) : name;
}

/// <summary>A signer with the key that it keeps loaded.</summary>
internal sealed class LoadedSigner : IDisposable
{
    private readonly DkimKey _key;

    public LoadedSigner(DomainName domain, string selector, byte[] privateKey)
    {
        _key = DkimKey.FromPkcs8(privateKey);
        Signer = new DkimSigner(domain, selector, _key.Rsa);
    }

    public DkimSigner Signer { get; }

    public void Dispose() => _key.Dispose();
}

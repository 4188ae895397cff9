using Moderation.Mail.Mime;

namespace Moderation.Mail.Reports;

public enum ReportKind
{
    /// <summary>No report: ordinary mail.</summary>
    None,

    /// <summary>A delivery status notification (RFC 3464), or a mail server's notice in its own form.</summary>
    Dsn,

    /// <summary>A complaint (RFC 5965), or a provider's own form of one.</summary>
    Arf,

    /// <summary>An answer that no person wrote (RFC 3834), read receipts included (RFC 8098). Never a bounce.</summary>
    AutoReply,
}

/// <summary>What a mail that came back says. Everything in it was written by strangers: trust only the tokens that you signed.</summary>
public sealed record Report
{
    public required ReportKind Kind { get; init; }

    /// <summary>Which form it has: "rfc3464", "rfc5965", or the name of a mail server's own one such as "exim".</summary>
    public string? Format { get; init; }

    public IReadOnlyList<ReportedRecipient> Recipients { get; init; } = [];

    /// <summary>Of a complaint, lower case: abuse, fraud, virus, other, not-spam, auth-failure … (RFC 5965 §7.3 keeps the list open).</summary>
    public string? FeedbackType => Feedback?.Type;

    /// <summary>Of a complaint.</summary>
    public Feedback? Feedback { get; init; }

    /// <summary>The server that wrote a delivery report (RFC 3464 §2.2.2).</summary>
    public string? ReportingMta { get; init; }

    /// <summary>The ENVID that the sender gave (RFC 3464 §2.2.1).</summary>
    public string? OriginalEnvelopeId { get; init; }

    /// <summary>The Message-ID of the mail that is reported, without angle brackets.</summary>
    public string? OriginalMessageId => MessageIds.Count > 0 ? MessageIds[0] : null;

    /// <summary>
    /// Addresses that may carry our signed envelope token, the most trustworthy first: where this report was delivered to, then
    /// the envelope sender of the mail that is reported. Try each before anything else in the report.
    /// </summary>
    public IReadOnlyList<string> EnvelopeAddresses { get; init; } = [];

    /// <summary>Message-IDs that may be ours, without angle brackets: of the returned mail, then what this one answers.</summary>
    public IReadOnlyList<string> MessageIds { get; init; } = [];

    /// <summary>The header of the mail that is reported, as much of it as came back.</summary>
    public MimeHeaders? OriginalHeaders { get; init; }

    /// <exception cref="MimeFormatException">The message goes beyond a limit. No other exception, whatever the bytes.</exception>
    public static Report Read(ReadOnlyMemory<byte> message) => Read(MimeMessage.Parse(message));

    public static Report Read(MimeMessage message) => ReportReader.Read(message);
}

/// <summary>The fields of a complaint (RFC 5965 §3, RFC 6591 §3).</summary>
public sealed record Feedback
{
    /// <summary>Lower case; null when the report lacks it, which RFC 5965 §3.1 does not allow.</summary>
    public string? Type { get; init; }

    public string? UserAgent { get; init; }

    public string? Version { get; init; }

    /// <summary>How many complaints this report stands for; 1 where it does not say (RFC 5965 §3.2).</summary>
    public int Incidents { get; init; } = 1;

    public string? OriginalMailFrom { get; init; }

    public string? SourceIp { get; init; }

    /// <summary>The ENVID that the sender gave (RFC 5965 §3.2).</summary>
    public string? OriginalEnvelopeId { get; init; }

    public string? ArrivalDate { get; init; }

    public string? AuthenticationResults { get; init; }

    /// <summary>dmarc, dkim, spf, adsp … (RFC 6591 §3.1)</summary>
    public string? AuthFailure { get; init; }

    public IReadOnlyList<string> ReportedDomains { get; init; } = [];

    public IReadOnlyList<string> ReportedUris { get; init; } = [];

    /// <summary>Feedback-Type, User-Agent and Version each once, and Version 1 (RFC 5965 §3.1).</summary>
    public bool IsWellFormed { get; init; }
}

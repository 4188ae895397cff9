using Moderation.Mail.Reports;

namespace Moderation.Mail.Logs;

/// <summary>What one line of a mail server's log says.</summary>
public enum LogLineKind
{
    /// <summary>It is no line of such a log.</summary>
    Unreadable,

    /// <summary>Of no consequence for a delivery.</summary>
    Other,

    /// <summary>Whose message a queue id stands for.</summary>
    Sender,

    /// <summary>The next server took the message.</summary>
    Delivered,

    /// <summary>Not now: it is tried again.</summary>
    Deferred,

    /// <summary>Refused for good.</summary>
    Bounced,

    /// <summary>Given up after days of deferrals.</summary>
    Expired,

    /// <summary>The queue id is free again.</summary>
    Removed,
}

/// <summary>One line of a mail server's log. Nothing in it is checked: recipients and replies are the words of strangers.</summary>
/// <param name="Kind">What it says.</param>
/// <param name="At">When it was written (UTC); null when it is unreadable.</param>
public sealed record LogLine(LogLineKind Kind, DateTimeOffset? At)
{
    internal static readonly LogLine Unreadable = new(LogLineKind.Unreadable, null);

    /// <summary>The server's name for the message; names are used again.</summary>
    public string QueueId { get; init; } = "";

    /// <summary>The envelope sender, where the line names it; empty for the null path.</summary>
    public string? Sender { get; init; }

    /// <summary>The envelope recipient.</summary>
    public string? Recipient { get; init; }

    /// <summary>The server that answered.</summary>
    public string? Server { get; init; }

    /// <summary>The enhanced status code (RFC 3463), such as 5.1.1.</summary>
    public string? Status { get; init; }

    /// <summary>Of a bounce, by the same table as a report or a reply.</summary>
    public BounceClass? Class { get; init; }

    /// <summary>The words of the server that answered, on one line, at most <see cref="ReportedRecipient.LongestDiagnostic"/> characters.</summary>
    public string Reply { get; init; } = "";
}

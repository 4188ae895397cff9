using Moderation.Accounts;

namespace Moderation.Delivery;

/// <summary>What came back for a delivery. Stored by name: never rename one.</summary>
public enum FeedbackKind
{
    /// <summary>The message did not arrive, said in the SMTP session or by a report later.</summary>
    Bounce,

    /// <summary>The recipient called it spam (RFC 5965).</summary>
    Complaint,
}

/// <summary>Whose fault a bounce is. Stored by name: never rename one.</summary>
public enum BounceKind
{
    /// <summary>The recipient does not exist: the address is never mailed again.</summary>
    Hard,

    /// <summary>A size, a broken route, or a reason that nobody named: the address may work later.</summary>
    Soft,

    /// <summary>The mailbox is full.</summary>
    Full,

    /// <summary>Policy, reputation, authentication or content: the sender's fault, so the address stays mailable.</summary>
    Block,

    /// <summary>Given up after days of retries: how receivers say that they do not want the sender, or that nobody is there.</summary>
    Expired,
}

/// <summary>
/// One bounce or complaint of one delivery: at most one row of each kind, however often it is reported. Holds no address of a
/// person; who it was stands in the delivery.
/// </summary>
public sealed class FeedbackEntry : IOfAccount
{
    /// <summary>Of <see cref="Diagnostic"/> and <see cref="Source"/>, in characters.</summary>
    public const int LongestText = 500;

    /// <summary>The <see cref="Source"/> of a refusal in the SMTP session.</summary>
    public const string Session = "smtp";

    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CampaignId { get; init; }

    /// <summary>The recipient's place in the campaign, counted from 1.</summary>
    public required int Seq { get; init; }
    public required FeedbackKind Kind { get; init; }

    /// <summary>Null for complaints.</summary>
    public BounceKind? Class { get; init; }

    /// <summary>The enhanced status code (RFC 3463), when one was given.</summary>
    public string? Status { get; init; }

    /// <summary>The words of the server that refused, or what the report was; on one line, addresses taken out.</summary>
    public required string Diagnostic { get; init; }

    /// <summary>The recipient's domain.</summary>
    public required string Domain { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary><see cref="Session"/>, else the server or programme that reported.</summary>
    public required string Source { get; init; }
}

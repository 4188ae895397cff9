namespace Moderation.Mail.Reports;

/// <summary>What a delivery report says became of a recipient (RFC 3464 §2.3.3). Only <see cref="Failed"/> is final and bad.</summary>
public enum DeliveryAction
{
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

/// <summary>Whose fault a failure is, and so whether the address may be mailed again.</summary>
public enum BounceClass
{
    /// <summary>The address does not exist, moved or is disabled: never mail it again.</summary>
    Hard,

    /// <summary>The mailbox is full, the route is broken, the message is too large: the address may work later.</summary>
    Soft,

    /// <summary>Policy, reputation, authentication or content: the sender's fault, so the address is never suppressed for it.</summary>
    Block,

    /// <summary>Nothing in the report says why.</summary>
    Unknown,
}

/// <summary>One recipient of a report.</summary>
/// <param name="Address">As the report has it (RFC 3464 Final-Recipient); not checked, and not always an address that could be mailed.</param>
/// <param name="Action">Null in complaints and where a report does not say.</param>
/// <param name="Status">The enhanced status code (RFC 3463) that decided, such as 5.1.1; null when none was given.</param>
/// <param name="Diagnostic">The words of the server that refused, on one line, at most <see cref="LongestDiagnostic"/> characters.</param>
/// <param name="Class">Null where nothing failed: complaints, relayed and delivered mail.</param>
public sealed record ReportedRecipient(string Address, DeliveryAction? Action, string? Status, string? Diagnostic, BounceClass? Class)
{
    public const int LongestDiagnostic = 2_000;

    /// <summary>The address that the sender wrote, where it differs or was named (RFC 3464 Original-Recipient).</summary>
    public string? OriginalAddress { get; init; }

    /// <summary>The server that refused (RFC 3464 Remote-MTA).</summary>
    public string? RemoteMta { get; init; }

    /// <summary>Given up after retries: a sign of being blocked, if many recipients of one provider share it.</summary>
    public bool IsExpired => Action == DeliveryAction.Failed && Status is { } status && status.EndsWith(".4.7", StringComparison.Ordinal);
}

namespace Moderation.Mail.Spf;

/// <summary>The results of RFC 7208 §2.6.</summary>
public enum SpfResult
{
    /// <summary>No domain to check, or it publishes no record.</summary>
    None,

    /// <summary>The domain says that it says nothing.</summary>
    Neutral,

    /// <summary>The address may send for the domain.</summary>
    Pass,

    /// <summary>It may not.</summary>
    Fail,

    /// <summary>It probably may not.</summary>
    SoftFail,

    /// <summary>The DNS could not say now.</summary>
    TempError,

    /// <summary>The records cannot be interpreted; somebody has to mend them.</summary>
    PermError,
}

/// <summary>Who sends, as the mail server sees it.</summary>
/// <param name="Address">Of the client; an IPv4 address mapped into IPv6 counts as IPv4.</param>
/// <param name="Helo">What it said in HELO or EHLO.</param>
/// <param name="Sender">The address of MAIL FROM, without brackets; empty for a bounce.</param>
public sealed record SpfRequest(System.Net.IPAddress Address, string Helo, string Sender)
{
    /// <summary>The name of the receiving server, for <c>%{r}</c>.</summary>
    public string Receiver { get; init; } = "unknown";
}

/// <summary>What the check came to and why.</summary>
/// <param name="Result">The result.</param>
/// <param name="Domain">The domain that was checked: of MAIL FROM, or HELO where that is empty (RFC 7208 §2.4).</param>
/// <param name="Reason">One sentence for people: which term matched, or what is wrong. Text of the domain is ASCII without controls.</param>
public sealed record SpfOutcome(SpfResult Result, string Domain, string Reason)
{
    /// <summary>The term that decided, as it stands in the record, such as <c>ip4:192.0.2.0/24</c>; "default" when none did.</summary>
    public string? Mechanism { get; init; }

    /// <summary>The domain in whose record the term stands: another one after a redirect.</summary>
    public string? RecordDomain { get; init; }

    /// <summary>What the domain tells the sender of a failed mail (RFC 7208 §6.2): hostile text, ASCII without controls.</summary>
    public string? Explanation { get; init; }

    /// <summary>Terms that asked the DNS; 10 are allowed (RFC 7208 §4.6.4).</summary>
    public int Lookups { get; init; }

    /// <summary>Questions that brought nothing; 2 are allowed (RFC 7208 §4.6.4).</summary>
    public int VoidLookups { get; init; }
}

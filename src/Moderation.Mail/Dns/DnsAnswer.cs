namespace Moderation.Mail.Dns;

/// <summary>What a question came to. Unknown is never the same as absent.</summary>
public enum DnsOutcome
{
    /// <summary>There is at least one record of the type.</summary>
    Records,

    /// <summary>The name exists and has no record of this type (RFC 2308 §2.2).</summary>
    NoData,

    /// <summary>The name does not exist, nor does anything below it (RFC 2308 §2.1, RFC 8020).</summary>
    NxDomain,

    /// <summary>No server could say: time-out, refusal, SERVFAIL, a broken answer, an alias loop. Ask again later.</summary>
    TemporaryFailure,
}

/// <summary>The answer to one question.</summary>
/// <param name="Outcome">What it came to.</param>
/// <param name="Records">Of the type that was asked for, in the order of the server; empty unless there are any.</param>
public sealed record DnsAnswer(DnsOutcome Outcome, IReadOnlyList<DnsRecord> Records)
{
    public static readonly DnsAnswer NoData = new(DnsOutcome.NoData, []);

    public static readonly DnsAnswer NxDomain = new(DnsOutcome.NxDomain, []);

    /// <summary>For a temporary failure, one sentence for people; else null.</summary>
    public string? Problem { get; init; }

    /// <summary>Known not to be there: no such name, or nothing of this type. What RFC 7208 §4.6.4 calls void.</summary>
    public bool IsAbsent => Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain;

    /// <summary>The records of one kind.</summary>
    public IEnumerable<TRecord> Of<TRecord>()
        where TRecord : DnsRecord => Records.OfType<TRecord>();

    public static DnsAnswer Failed(string problem) => new(DnsOutcome.TemporaryFailure, []) { Problem = problem };

    public static DnsAnswer From(IReadOnlyList<DnsRecord> records) => records.Count == 0 ? NoData : new(DnsOutcome.Records, records);
}

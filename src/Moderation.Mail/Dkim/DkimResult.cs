namespace Moderation.Mail.Dkim;

/// <summary>The words of RFC 8601 §2.7.1 for one signature.</summary>
public enum DkimVerdict
{
    /// <summary>The signature verified.</summary>
    Pass,

    /// <summary>It did not: something changed, or it has expired.</summary>
    Fail,

    /// <summary>The signature or its key can never be used as they are.</summary>
    PermError,

    /// <summary>The key could not be looked up now.</summary>
    TempError,

    /// <summary>Not judged: an algorithm we do not know, or too many signatures.</summary>
    Neutral,
}

/// <summary>What one <c>DKIM-Signature</c> field is worth.</summary>
/// <param name="Verdict">The result.</param>
/// <param name="Reason">One sentence for people.</param>
public sealed record DkimResult(DkimVerdict Verdict, string Reason)
{
    /// <summary><c>d=</c>; empty when the signature has none that can be read.</summary>
    public string Domain { get; init; } = "";

    /// <summary><c>s=</c>.</summary>
    public string Selector { get; init; } = "";

    /// <summary>The names of <c>h=</c> in order, as written; a name listed more often than it occurs is oversigned.</summary>
    public IReadOnlyList<string> SignedHeaders { get; init; } = [];

    /// <summary>Body bytes after the part that <c>l=</c> covers: anybody may have added them. Zero without <c>l=</c>.</summary>
    public long UnsignedBodyBytes { get; init; }

    /// <summary>The key record says <c>t=y</c>: the domain is only testing (RFC 6376 §3.6.1).</summary>
    public bool IsTesting { get; init; }
}

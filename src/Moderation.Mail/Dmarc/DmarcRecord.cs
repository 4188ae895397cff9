namespace Moderation.Mail.Dmarc;

/// <summary>What a domain asks receivers to do with mail that fails (RFC 9989 §4.7, <c>p=</c>).</summary>
public enum DmarcPolicy
{
    None,
    Quarantine,
    Reject,
}

/// <summary>Whether the domain is a public suffix (RFC 9989 §4.7, <c>psd=</c>).</summary>
public enum DmarcPsd
{
    /// <summary>It does not say; the tree walk decides.</summary>
    Unknown,

    /// <summary>Names below it belong to others.</summary>
    Yes,

    /// <summary>It is the organisational domain of itself and all below.</summary>
    No,
}

/// <summary>A policy record (RFC 9989 §4.7). What is wrong in it takes its default and is told in <see cref="Problems"/>.</summary>
public sealed record DmarcRecord
{
    private static readonly char[] Space = [' ', '\t'];

    private DmarcRecord(string text) => Text = text;

    /// <summary>As published.</summary>
    public string Text { get; }

    /// <summary><c>p=</c>; null when it is absent or wrong, see <see cref="Usable"/>.</summary>
    public DmarcPolicy? Policy { get; private init; }

    /// <summary><c>sp=</c>, for subdomains that exist.</summary>
    public DmarcPolicy? SubdomainPolicy { get; private init; }

    /// <summary><c>np=</c>, for subdomains that do not.</summary>
    public DmarcPolicy? NonexistentPolicy { get; private init; }

    /// <summary><c>psd=</c>.</summary>
    public DmarcPsd Psd { get; private init; }

    /// <summary><c>t=y</c>: one step milder than it says.</summary>
    public bool IsTesting { get; private init; }

    /// <summary><c>adkim=s</c>.</summary>
    public bool IsDkimStrict { get; private init; }

    /// <summary><c>aspf=s</c>.</summary>
    public bool IsSpfStrict { get; private init; }

    /// <summary><c>rua=</c>: where daily reports go; only what is a URI.</summary>
    public IReadOnlyList<string> AggregateReports { get; private init; } = [];

    /// <summary><c>ruf=</c>: where reports of single messages go.</summary>
    public IReadOnlyList<string> FailureReports { get; private init; } = [];

    /// <summary>What its owner should mend, one sentence each.</summary>
    public IReadOnlyList<string> Problems { get; private init; } = [];

    private bool HasWrongPolicy { get; init; }

    /// <summary>
    /// The record as receivers use it: without a valid <c>p=</c>, or with a wrong <c>sp=</c> or <c>np=</c>, it counts as
    /// <c>p=none</c> when reports are asked for, else not at all (RFC 9989 §4.10.1).
    /// </summary>
    /// <returns>Null when receivers do no DMARC with it.</returns>
    public DmarcRecord? Usable =>
        Policy is not null && !HasWrongPolicy ? this
        : AggregateReports.Count > 0 ? this with { Policy = DmarcPolicy.None, SubdomainPolicy = null, NonexistentPolicy = null }
        : null;

    /// <returns>Null when the text is no DMARC record at all: <c>v=DMARC1</c> must come first, in this case.</returns>
    public static DmarcRecord? Parse(string text)
    {
        var parts = text.Split(';');
        if (Tag(parts[0]) is not { } version || version.Name != "v" || version.Value != "DMARC1")
        {
            return null;
        }

        var problems = new List<string>();
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in parts.Skip(1).Where(part => part.Trim(Space).Length > 0))
        {
            if (Tag(part) is not { } tag)
            {
                problems.Add($"\"{Short(part)}\" is not of the form tag=value.");
            }
            else if (!tags.TryAdd(tag.Name, tag.Value))
            {
                problems.Add($"{tag.Name}= stands twice; receivers differ in which one they take.");
            }
        }

        var values = new DmarcTags(tags, problems);
        return new DmarcRecord(text)
        {
            Policy = values.Policy("p"),
            SubdomainPolicy = values.Policy("sp"),
            NonexistentPolicy = values.Policy("np"),
            HasWrongPolicy = values.HasWrongPolicy,
            Psd = values.OneOf("psd", ("u", DmarcPsd.Unknown), ("y", DmarcPsd.Yes), ("n", DmarcPsd.No)),
            IsTesting = values.OneOf("t", ("n", false), ("y", true)),
            IsDkimStrict = values.OneOf("adkim", ("r", false), ("s", true)),
            IsSpfStrict = values.OneOf("aspf", ("r", false), ("s", true)),
            AggregateReports = values.Uris("rua"),
            FailureReports = values.Uris("ruf"),
            Problems = values.Finish(),
        };
    }

    private static (string Name, string Value)? Tag(string part)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? "" : part[..equals].Trim(Space);
        return name.Length > 0 && name.All(char.IsAsciiLetter) ? (name.ToLowerInvariant(), part[(equals + 1)..].Trim(Space)) : null;
    }

    internal static string Short(string text) =>
        string.Concat(text.Trim(Space).Take(60).Select(c => c is >= ' ' and <= '~' ? c : '?'));
}

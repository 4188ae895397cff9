namespace Moderation.Campaigns;

/// <summary>What the rules read about the people who would get the mailing. Counts of recipients, never their addresses in bulk.</summary>
public sealed record AudienceFacts
{
    /// <summary>Distinct recipients.</summary>
    public required long Recipients { get; init; }

    /// <summary>Recipients without any evidence of consent, by where they came from.</summary>
    public Fact<IReadOnlyList<CountedSource>> WithoutConsent { get; init; }

    /// <summary>Signs that the addresses were not collected by the customer.</summary>
    public Fact<IReadOnlyList<PurchaseSign>> PurchaseSigns { get; init; }

    /// <summary>Recipients mailed for six months or longer without any sign of life in them.</summary>
    public Fact<long> Inactive { get; init; }

    /// <summary>Recipients at addresses such as postmaster@ or admin@.</summary>
    public Fact<long> RoleAddresses { get; init; }

    /// <summary>Recipients at domains of throw-away addresses.</summary>
    public Fact<long> DisposableAddresses { get; init; }

    /// <summary>Recipients by the number of mails that they got from this account in the last seven days; those with none are left out.</summary>
    public Fact<IReadOnlyDictionary<int, long>> MailsInSevenDays { get; init; }

    /// <summary>Recipients whose merge values look least like names: the longest, those with an address in them, a few of each.</summary>
    public Fact<IReadOnlyList<MergeSample>> MergeSamples { get; init; }
}

/// <param name="Source">The import's file and day, or the form.</param>
public sealed record CountedSource(string Source, long Recipients);

/// <summary>A sign that addresses were bought or copied together.</summary>
/// <param name="Sign">A few words: "role addresses".</param>
/// <param name="Figure">What was counted, with its n: "31 of 900, 3.4 %".</param>
/// <param name="Limit">From where it counts as a sign: "above 2 %".</param>
/// <param name="IsOrder">True for sorting, which alone proves nothing.</param>
/// <param name="AboutOthers">True for what is drawn from other accounts' data: staff see it, the marketer does not.</param>
public sealed record PurchaseSign(string Sign, string Figure, string Limit, bool IsOrder = false, bool AboutOthers = false);

/// <param name="Recipient">Whose values these are, shortened so that staff can find the contact and nobody else learns the address.</param>
/// <param name="Values">By placeholder name.</param>
public sealed record MergeSample(string Recipient, IReadOnlyDictionary<string, string> Values);

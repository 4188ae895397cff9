using Moderation.Campaigns;

namespace Moderation.Contacts;

/// <summary>
/// Signs that addresses were bought or gathered by others. Each is a share with its limit; none is read from fewer than 20 people.
/// The limits are our own, after what mail services say that they look at.
/// </summary>
public static class PurchaseSigns
{
    /// <summary>Below it a share says nothing.</summary>
    public const int FewestPeople = 20;

    private const double Role = 0.02;
    private const double Disposable = 0.01;
    private const double OneMoment = 0.50;
    private const double NoDate = 0.20;
    private const double Old = 0.20;
    private const double TimesTheBase = 2;
    private const double NoSuchDomain = 0.02;
    private const double FirstBounces = 0.05;
    private const double Ordered = 0.95;
    private const double Numbered = 0.10;

    /// <summary>Share, in percent, of addresses on the do-not-mail lists of others from which it is a sign.</summary>
    public const int Overlap = 10;

    /// <param name="counts">Of the audience.</param>
    public static IReadOnlyList<PurchaseSign> In(AudienceCounts counts)
    {
        if (counts.Recipients < FewestPeople)
        {
            return [];
        }

        var signs = new List<PurchaseSign>();
        Add(signs, "role addresses", counts.Role, counts.Recipients, Role);
        Add(signs, "throw-away addresses", counts.Disposable, counts.Recipients, Disposable);
        Add(signs, "no date of consent", counts.WithoutConsent, counts.Recipients, NoDate);
        Add(signs, "consent older than 24 months, never mailed", counts.OldAndNeverMailed, counts.Recipients, Old);
        Add(signs, "domains that do not exist", counts.NoSuchDomain, counts.DomainsLookedUp, NoSuchDomain);
        Add(signs, "first mailing came back: no such mailbox", counts.FirstHardBounces, counts.FirstMailed, FirstBounces);
        if (counts.OverlapPercent >= Overlap)
        {
            signs.Add(new PurchaseSign("do not want mail of another sender here", $"about {counts.OverlapPercent:N0} % of {counts.Recipients:N0}", $"from {Overlap} %", AboutOthers: true));
        }

        // Some name their customers by number, and exports are often sorted: neither proves anything alone.
        if (counts.Runs is { } runs)
        {
            Add(signs, "addresses counted up by a number", runs.Numbered, runs.Of, Numbered, isOrder: true);
            Add(signs, "in the order of the alphabet", runs.InOrder, runs.Pairs, Ordered, isOrder: true, what: " pairs");
        }

        // Whoever moves here from another service brings one file, made at one moment.
        if (!counts.IsFirstImport)
        {
            Add(signs, "consent of one and the same second", counts.SameMoment, counts.Recipients, OneMoment);
            if (counts.ActiveBase >= FewestPeople && counts.LatestImport > TimesTheBase * counts.ActiveBase)
            {
                signs.Add(new PurchaseSign("an import much larger than the base before", $"{counts.LatestImport:N0} addresses, {counts.ActiveBase:N0} before", $"above {TimesTheBase:0.#} times"));
            }
        }

        return signs;
    }

    /// <summary>Whether it is worth finding out who of the old ones was never mailed.</summary>
    public static bool AreManyOld(long old, long recipients) => recipients >= FewestPeople && old > Old * recipients;

    private static void Add(List<PurchaseSign> signs, string sign, long count, long of, double limit, bool isOrder = false, string what = "")
    {
        if (of >= FewestPeople && count > limit * of)
        {
            signs.Add(new PurchaseSign(sign, $"{count:N0} of {of:N0}{what}, {(double)count / of:P1}", $"above {limit:P0}", isOrder));
        }
    }
}

/// <summary>What is counted of an audience; the counts are of recipients.</summary>
/// <param name="Recipients">All of them.</param>
/// <param name="WithoutConsent">Without a date of consent.</param>
/// <param name="Role">At role addresses.</param>
/// <param name="Disposable">At domains of throw-away addresses.</param>
/// <param name="SameMoment">Whose consent bears the most frequent second.</param>
/// <param name="OldAndNeverMailed">Whose consent is older than 24 months and who never got a mail of this account.</param>
/// <param name="LatestImport">Contacts that the latest import into this list added.</param>
/// <param name="ActiveBase">Contacts that the account had before it.</param>
/// <param name="IsFirstImport">Whether the account had none before.</param>
public sealed record AudienceCounts(
    long Recipients,
    long WithoutConsent = 0,
    long Role = 0,
    long Disposable = 0,
    long SameMoment = 0,
    long OldAndNeverMailed = 0,
    long LatestImport = 0,
    long ActiveBase = 0,
    bool IsFirstImport = false)
{
    /// <summary>Recipients at domains that do not exist, of a random sample.</summary>
    public long NoSuchDomain { get; init; }

    /// <summary>The sample, without those whose domain could not be looked up; 0 when nothing outside is looked at.</summary>
    public long DomainsLookedUp { get; init; }

    /// <summary>Contacts of the latest import to whom the first mailing after it came back for good.</summary>
    public long FirstHardBounces { get; init; }

    /// <summary>Contacts of the latest import whom that mailing was for.</summary>
    public long FirstMailed { get; init; }

    /// <summary>Share, in percent, of addresses that other accounts never mail; null when it is below the limit or not told.</summary>
    public int? OverlapPercent { get; init; }

    /// <summary>Null when the order was not looked at.</summary>
    public AddressRuns? Runs { get; init; }
}

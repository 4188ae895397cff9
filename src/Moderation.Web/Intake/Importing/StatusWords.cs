using System.Collections.Frozen;

namespace Moderation.Web.Intake.Importing;

internal enum RowStatus
{
    /// <summary>Nothing speaks against it.</summary>
    Mailable,
    OptedOut,
    Bounced,
    Complained,

    /// <summary>Never confirmed, archived, switched off: not to be mailed, and no opt-out either.</summary>
    NotSubscribed,
    Unknown,
}

/// <summary>What the services write into their column of the status.</summary>
internal static class StatusWords
{
    private static readonly FrozenDictionary<string, RowStatus> Words = new (RowStatus Status, string Names)[]
    {
        (RowStatus.Mailable, "subscribed active enabled confirmed optin optedin valid yes true single double marketing marketingcontact doubleoptin singleoptin agreed ok sent delivered 1 aktywny"),
        (RowStatus.OptedOut, "unsubscribed unsubscribe unsub optout optedout blocklisted blacklisted blocked suppressed usersuppressed unsubscribeduser cancelled canceled removed takenout manualsuppressed manuallysuppressed 2 wypisany"),
        (RowStatus.Bounced, "cleaned bounced bounce hardbounce hardbounced hardbounces undeliverable invalid invalidemail doesnotexist 3"),
        (RowStatus.Complained, "complained complaint complaints spam spamcomplaint markedasspam markedspam spamreport abuse"),
        (RowStatus.NotSubscribed, "unconfirmed pending nonsubscribed notsubscribed neversubscribed noconsent noevidence transactional archived inactive disabled deleted softbounce softbounced no false 0 nonmarketingcontact"),
    }.SelectMany(group => group.Names.Split(' ').Select(name => KeyValuePair.Create(name, group.Status))).ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> No = new[] { "", "no", "n", "false", "0", "never", "none", "null", "nie", "nein", "non" }.ToFrozenSet(StringComparer.Ordinal);

    public static RowStatus Of(string text)
    {
        // Klaviyo lists its suppressions in brackets.
        var word = string.Concat(text.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return word.Length == 0 ? RowStatus.Mailable : Words.GetValueOrDefault(word, RowStatus.Unknown);
    }

    /// <summary>Of a column that says by having something in it.</summary>
    public static bool IsYes(string text) => !No.Contains(text.Trim().ToLowerInvariant());
}

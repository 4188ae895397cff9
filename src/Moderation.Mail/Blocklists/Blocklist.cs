namespace Moderation.Mail.Blocklists;

/// <summary>What a list is about.</summary>
public enum BlocklistOf
{
    /// <summary>Asked by name (RFC 5782 §4).</summary>
    Domains,

    /// <summary>Asked by reversed address (RFC 5782 §2.1).</summary>
    Addresses,
}

/// <summary>A blocklist in the DNS, how it is asked, and what its answers mean.</summary>
/// <param name="Name">For people.</param>
/// <param name="Zone">Where it is asked; a subscription has a zone of its own.</param>
/// <param name="Of">What it lists.</param>
/// <param name="DelistingPage">Where its owner looks a name up and takes it off; "{0}" stands for the name.</param>
public sealed record Blocklist(string Name, string Zone, BlocklistOf Of, string DelistingPage)
{
    /// <summary>What an answer means, by its last octets: "127.0.1.4". Where <see cref="IsMask"/>, by one bit of the last octet each.</summary>
    public IReadOnlyDictionary<string, string> Meanings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whether the last octet sums up several reasons.</summary>
    public bool IsMask { get; init; }

    /// <summary>Answers by which the list refuses to say, with the reason without a full stop; those in 127.255.255.0/24 are known for every list.</summary>
    public IReadOnlyDictionary<string, string> Refusals { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Names of which one at least must be listed (RFC 5782 §5), tried in this order.</summary>
    public IReadOnlyList<string> ListedTests { get; init; } = Of == BlocklistOf.Addresses ? ["2.0.0.127"] : ["TEST"];

    /// <summary>The name that must not be listed: a list that has it lists the whole world.</summary>
    public string CleanTest { get; init; } = Of == BlocklistOf.Addresses ? "1.0.0.127" : "INVALID";

    public static Blocklist SpamhausDbl { get; } = new("Spamhaus DBL", "dbl.spamhaus.org", BlocklistOf.Domains, "https://check.spamhaus.org/results/?query={0}")
    {
        ListedTests = ["TEST", "dbltest.com"],
        Meanings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["127.0.1.2"] = "a domain of low reputation",
            ["127.0.1.4"] = "phishing",
            ["127.0.1.5"] = "malware",
            ["127.0.1.6"] = "controls a botnet",
            ["127.0.1.102"] = "a domain of somebody else that is abused for spam",
            ["127.0.1.103"] = "a redirector that is abused for spam",
            ["127.0.1.104"] = "a domain of somebody else that is abused for phishing",
            ["127.0.1.105"] = "a domain of somebody else that is abused for malware",
            ["127.0.1.106"] = "a domain of somebody else that is abused to control a botnet",
        },
        Refusals = new Dictionary<string, string>(StringComparer.Ordinal) { ["127.0.1.255"] = "it was asked about an address, not a domain" },
    };

    public static Blocklist SurblMulti { get; } = new("SURBL", "multi.surbl.org", BlocklistOf.Domains, "https://surbl.org/surbl-analysis?domain={0}")
    {
        ListedTests = ["TEST", "test.surbl.org", "surbl-org-permanent-test-point.com"],
        IsMask = true,
        Meanings = new Dictionary<string, string>(StringComparer.Ordinal) { ["8"] = "phishing", ["16"] = "malware", ["64"] = "abuse", ["128"] = "a cracked site" },
        Refusals = new Dictionary<string, string>(StringComparer.Ordinal) { ["127.0.0.1"] = "it blocks questions from this name server" },
    };

    public static Blocklist UriblMulti { get; } = new("URIBL", "multi.uribl.com", BlocklistOf.Domains, "https://admin.uribl.com/?section=lookup&query={0}")
    {
        ListedTests = ["TEST", "test.uribl.com"],
        IsMask = true,
        Meanings = new Dictionary<string, string>(StringComparer.Ordinal) { ["2"] = "spam (black)", ["4"] = "mail that was not asked for (grey)", ["8"] = "new or suspicious (red)" },
        Refusals = new Dictionary<string, string>(StringComparer.Ordinal) { ["127.0.0.1"] = "it blocks questions from this name server" },
    };

    public static Blocklist SpamhausZen { get; } = new("Spamhaus ZEN", "zen.spamhaus.org", BlocklistOf.Addresses, "https://check.spamhaus.org/results/?query={0}")
    {
        Meanings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["127.0.0.2"] = "SBL: a source of spam",
            ["127.0.0.3"] = "CSS: a source of spam that hides",
            ["127.0.0.4"] = "XBL: an infected or hijacked machine",
            ["127.0.0.9"] = "DROP: a network of criminals",
            ["127.0.0.10"] = "PBL: an address that should not send mail, says its network",
            ["127.0.0.11"] = "PBL: an address that should not send mail, says Spamhaus",
            ["127.0.0.30"] = "BCL: controls a botnet",
        },
    };

    /// <summary>Those that mail servers ask most.</summary>
    public static IReadOnlyList<Blocklist> Usual { get; } = [SpamhausDbl, SurblMulti, UriblMulti, SpamhausZen];

    /// <summary>The page on which the owner of a list takes a name off.</summary>
    public Uri Delisting(string name) => new(DelistingPage.Replace("{0}", Uri.EscapeDataString(name), StringComparison.Ordinal));
}

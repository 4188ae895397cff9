namespace Moderation.Delivery;

/// <summary>What a provider's reply asks of us: less for a while, or nothing.</summary>
/// <param name="Name">For people: what the reply means.</param>
/// <param name="Length">For how long.</param>
/// <param name="Rate">The share of what was sent before: 0 is nothing, 1 is as before.</param>
/// <param name="Connections">At once from one address; null as before.</param>
public sealed record BackOff(string Name, TimeSpan Length, double Rate, int? Connections = null)
{
    /// <summary>Whether this asks for more restraint than <paramref name="other"/>.</summary>
    public bool IsStricterThan(BackOff other) => Rate < other.Rate || (Rate == other.Rate && (Connections ?? int.MaxValue) < (other.Connections ?? int.MaxValue));
}

/// <summary>A rule: a reply with one of the words, from this provider or from any.</summary>
/// <param name="Provider">A <see cref="Delivery.Provider.Key"/>; null for any.</param>
/// <param name="Words">Each compared without regard to case.</param>
/// <param name="Asked">What follows.</param>
public sealed record BackOffRule(string? Provider, IReadOnlyList<string> Words, BackOff Asked);

/// <summary>Reads from refusals how long a provider wants to be left alone.</summary>
/// <param name="Rules">In this order; the first that fits counts.</param>
/// <param name="Generic">A temporary refusal of the sender for which no rule was written.</param>
public sealed record BackOffRules(IReadOnlyList<BackOffRule> Rules, BackOff Generic)
{
    // Greylisting is about one recipient and over in minutes; these are the words that receivers use.
    private static readonly string[] OfTheRecipient = ["greylist", "graylist", "grey list", "gray list", "mailbox", "quota", "recipient"];

    /// <summary>After the shaping rules that KumoMTA ships.</summary>
    public static BackOffRules Default { get; } = new(
        [
            new("yahoo", ["[TSS04]", "TSS04"], new("Yahoo: complaints of its users (TSS04)", TimeSpan.FromHours(2), 0)),
            new("yahoo", ["[TSS05]", "TSS05"], new("Yahoo: complaints of its users (TSS05)", TimeSpan.FromHours(4), 0)),
            new(null, ["unusual rate"], new("An unusual rate of mail", TimeSpan.FromMinutes(30), 0.1)),
            new("outlook", ["rate limited", "rate-limited", "S775", "throttl"], new("Outlook: rate limited", TimeSpan.FromMinutes(30), 0)),
            new(null, ["blocklist", "block list", "blacklist", "denylist", "spamhaus", "spamcop", "barracudacentral", "S3140", "S3150", "listed at", "listed on", "listed in", "listed by"],
                new("The address is on a blocklist", TimeSpan.FromHours(2), 0)),
        ],
        new("Deferred", TimeSpan.FromMinutes(90), 1, Connections: 1));

    /// <returns>Null when the reply asks for nothing, or is about one recipient only.</returns>
    /// <param name="provider">Who said it.</param>
    /// <param name="code">The three-digit reply code.</param>
    /// <param name="enhanced">The enhanced status code such as 4.7.28, or null.</param>
    /// <param name="text">What follows the codes.</param>
    public BackOff? Read(Provider provider, int code, string? enhanced, string text)
    {
        if (code < 400)
        {
            return null;
        }

        var rule = Rules.FirstOrDefault(rule =>
            (rule.Provider is null || rule.Provider == provider.Key) && rule.Words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)));
        return rule?.Asked ?? (code < 500 && IsOfTheSender(code, enhanced, text) ? Generic : null);
    }

    // RFC 3463 §3: x.1 and x.2 speak of the address and its mailbox. Without an enhanced code only 421 is surely about us.
    private static bool IsOfTheSender(int code, string? enhanced, string text) =>
        !OfTheRecipient.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))
        && (code == 421 || enhanced?.Split('.') is ["4", "3" or "4" or "5" or "7", _]);
}

/// <summary>A back-off that is under way, of one address at one provider.</summary>
/// <param name="Asked">What the reply asked for.</param>
/// <param name="Since">When the first such reply came.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Before">Messages in the hour before, the measure of <see cref="BackOff.Rate"/>.</param>
/// <param name="Taken">Messages since.</param>
public sealed record BackOffUnderWay(BackOff Asked, DateTimeOffset Since, DateTimeOffset Until, int Before, int Taken)
{
    /// <summary>Messages that may still leave now; null when the back-off does not count them.</summary>
    public long? Left(DateTimeOffset now)
    {
        if (now >= Until || Asked.Rate >= 1)
        {
            return null;
        }

        // Evenly over the time: what has grown since, less what was taken.
        return Math.Max(0, (long)(Before * Asked.Rate * (now - Since).TotalHours) - Taken);
    }

    /// <summary>When it is worth to ask again.</summary>
    public DateTimeOffset AskAgain(DateTimeOffset now)
    {
        if (Asked.Rate <= 0 || Before <= 0)
        {
            return Until;
        }

        var next = now + TimeSpan.FromMinutes(1);
        return next < Until ? next : Until;
    }
}

namespace Moderation.Delivery;

/// <summary>What a refusal says about whose fault it is.</summary>
public enum ReplyMeaning
{
    /// <summary>2xx: the route has taken the message.</summary>
    Accepted,

    /// <summary>4xx: try again later.</summary>
    TryLater,

    /// <summary>The recipient does not exist: never mail the address again.</summary>
    HardBounce,

    /// <summary>Refused for policy, reputation or authentication: the sender's fault, so the address stays mailable.</summary>
    PolicyBlock,

    /// <summary>A full or restricted mailbox, a size, a routing fault, or a reason that nobody named.</summary>
    SoftBounce,
}

/// <summary>Reads replies by RFC 3463 and the tables of large receivers: the enhanced code beats the basic code, which beats the text.</summary>
public static class ReplyReader
{
    // Texts decide only where no code does; they are the words of the large receivers' published error lists.
    private static readonly string[] PolicyWords =
        ["spam", "block", "blacklist", "denylist", "listed", "policy", "reputation", "unsolicited", "dmarc", "dkim", "spf", "authenticat", "banned", "rbl", "abuse", "content rejected"];

    private static readonly string[] UnknownWords =
        ["user unknown", "unknown user", "no such user", "no such recipient", "unknown recipient", "recipient unknown", "does not exist", "doesn't exist",
            "no such mailbox", "mailbox not found", "no mailbox here", "invalid recipient", "invalid mailbox", "account disabled", "address rejected", "unknown local"];

    /// <param name="code">The three-digit reply code.</param>
    /// <param name="enhanced">The enhanced status code such as 5.1.1, or null.</param>
    /// <param name="text">What follows the codes.</param>
    public static ReplyMeaning Read(int code, string? enhanced, string text) => code switch
    {
        >= 200 and < 400 => ReplyMeaning.Accepted,
        >= 400 and < 500 => ReplyMeaning.TryLater,
        _ => ByEnhanced(enhanced) ?? ByBasic(code) ?? ByText(text),
    };

    // RFC 3463 with the additions of RFC 7505 (X.1.10) and RFC 7293 (X.7.17, X.7.18).
    private static ReplyMeaning? ByEnhanced(string? enhanced)
    {
        if (enhanced?.Split('.') is not ["5", var subject, var detail])
        {
            return null;
        }

        return (subject, detail) switch
        {
            ("1", "1" or "2" or "3" or "4" or "6" or "10") => ReplyMeaning.HardBounce,
            ("1", "7" or "8" or "9") => ReplyMeaning.PolicyBlock,
            ("2", "1") => ReplyMeaning.HardBounce,
            ("7", "13" or "17" or "18") => ReplyMeaning.HardBounce,
            ("7", _) => ReplyMeaning.PolicyBlock,
            // X.0.0 and X.1.0 say only that something is wrong.
            ("0", _) or ("1", "0") => null,
            _ => ReplyMeaning.SoftBounce,
        };
    }

    private static ReplyMeaning? ByBasic(int code) => code switch
    {
        // RFC 7504 §3: the recipient's domain takes no mail.
        556 => ReplyMeaning.HardBounce,
        551 => ReplyMeaning.HardBounce,
        552 => ReplyMeaning.SoftBounce,
        _ => null,
    };

    private static ReplyMeaning ByText(string text)
    {
        if (PolicyWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return ReplyMeaning.PolicyBlock;
        }

        return UnknownWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) ? ReplyMeaning.HardBounce : ReplyMeaning.SoftBounce;
    }
}

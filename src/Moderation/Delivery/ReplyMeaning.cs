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

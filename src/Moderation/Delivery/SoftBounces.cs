namespace Moderation.Delivery;

/// <summary>One delivery to an address, as far as is known.</summary>
/// <param name="Bounce">How it failed; null when it was accepted and has not come back.</param>
/// <param name="At">When it ended.</param>
public readonly record struct PastDelivery(BounceKind? Bounce, DateTimeOffset At);

/// <summary>When an address that bounces softly again and again is no longer mailed. After what MailUp and Mailchimp do.</summary>
public static class SoftBounces
{
    /// <summary>In a row, of an address that never opened or clicked anything.</summary>
    public const int Most = 7;

    /// <summary>In a row, of one that did.</summary>
    public const int MostOfActive = 15;

    /// <summary>In a row, full mailboxes among them.</summary>
    public const int MostFull = 30;

    /// <summary>So many deliveries decide; older ones need not be read.</summary>
    public const int Reach = 60;

    /// <summary>What was accepted so long ago and did not come back has arrived.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromHours(72);

    /// <summary>Whether the address is to be suppressed.</summary>
    /// <param name="latestFirst">Of one address and one account.</param>
    /// <param name="wasActive">Whether the person ever opened or clicked.</param>
    /// <param name="now">Of the latest bounce.</param>
    public static bool AreTooMany(IEnumerable<PastDelivery> latestFirst, bool wasActive, DateTimeOffset now)
    {
        var (soft, all) = (0, 0);
        foreach (var delivery in latestFirst)
        {
            // A block or an unanswering server says nothing about the mailbox; a fresh delivery may still come back.
            if (delivery is { Bounce: null, At: var at } && at <= now - Settled)
            {
                break;
            }

            soft += delivery.Bounce == BounceKind.Soft ? 1 : 0;
            all += delivery.Bounce is BounceKind.Soft or BounceKind.Full ? 1 : 0;
        }

        return soft >= (wasActive ? MostOfActive : Most) || all >= MostFull;
    }
}

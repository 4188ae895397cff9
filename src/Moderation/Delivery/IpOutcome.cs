using Moderation.Reputation;

namespace Moderation.Delivery;

/// <summary>What became of an address's mail to one provider on one day (UTC). A report that comes later counts on the day of its delivery.</summary>
public sealed class IpOutcome
{
    public required Guid IpId { get; init; }
    public required DateOnly Day { get; init; }

    /// <summary>A <see cref="Delivery.Provider.Key"/>.</summary>
    public required string Provider { get; init; }

    /// <summary>Recipients of whom a server decided for good.</summary>
    public long Attempted { get; set; }

    /// <summary>Taken by the server or the smart host.</summary>
    public long Accepted { get; set; }

    /// <summary>Of these, to providers that report complaints.</summary>
    public long WithFeedback { get; set; }

    /// <summary>Temporary refusals: one message may have several.</summary>
    public long Deferred { get; set; }

    /// <summary>The recipient does not exist.</summary>
    public long Hard { get; set; }

    /// <summary>Full, too large, or for a reason that nobody named.</summary>
    public long Soft { get; set; }

    /// <summary>Refused because of the sender (5.7.1 and its like), or deferred until the time was up.</summary>
    public long Blocked { get; set; }

    public long Complained { get; set; }

    /// <summary>Accepted and reported as bounced later.</summary>
    public long Returned { get; set; }
}

/// <summary>An address's figures over some days and providers, in shares that can be judged.</summary>
/// <param name="Attempted">Recipients of whom a server decided for good.</param>
/// <param name="Delivered">Accepted and not reported as bounced; of the attempted.</param>
/// <param name="Deferrals">Temporary refusals, some of them of the same message.</param>
/// <param name="Bounced">Because of the recipient, hard and soft; of the attempted.</param>
/// <param name="Hard">Recipients that do not exist; of the attempted.</param>
/// <param name="Blocked">Because of the sender; of the attempted.</param>
/// <param name="Complained">Of those delivered to providers that report complaints.</param>
public sealed record IpFigures(long Attempted, Count Delivered, long Deferrals, Count Bounced, Count Hard, Count Blocked, Count Complained)
{
    /// <summary>With fewer attempts a share says nothing.</summary>
    public const int Enough = 1000;

    public static readonly IpFigures None = Of([]);

    public bool IsEnough => Attempted >= Enough;

    /// <summary>As the reputation index reads them; what an address cannot know has no trials.</summary>
    public Counts Counts => Counts.None with { Complaint = Complained, HardBounce = Hard, Block = Blocked };

    public static IpFigures Of(IEnumerable<IpOutcome> rows)
    {
        var (attempted, accepted, feedback, deferred, hard, soft, blocked, complained, returned) = (0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        foreach (var row in rows)
        {
            attempted += row.Attempted;
            accepted += row.Accepted;
            feedback += row.WithFeedback;
            deferred += row.Deferred;
            hard += row.Hard;
            soft += row.Soft;
            blocked += row.Blocked;
            complained += row.Complained;
            returned += row.Returned;
        }

        return new IpFigures(attempted, Share(accepted - returned, attempted), deferred, Share(hard + soft, attempted), Share(hard, attempted), Share(blocked, attempted), Share(complained, feedback));
    }

    // A report may come on a day whose deliveries are no longer looked at.
    private static Count Share(long events, long trials)
    {
        var most = Math.Max(0, trials);
        return new Count(Math.Clamp(events, 0, most), most);
    }
}

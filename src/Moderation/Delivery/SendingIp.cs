using System.Net;

namespace Moderation.Delivery;

/// <summary>An address that mail leaves from, and what is known of it. Of the platform, not of an account.</summary>
public sealed class SendingIp
{
    private const string NotYet = "not looked up yet";

    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Given by the database; stands in each outcome, where a UUID would be too long.</summary>
    public short Number { get; private set; }
    public required Guid RouteId { get; init; }
    public required IPAddress Address { get; init; }
    public required PoolClass Pool { get; set; }

    /// <summary>What a smart host calls it in the pool header; empty is the address itself.</summary>
    public string PoolName { get; set; } = "";

    /// <summary>Day 0 of its warm-up in UTC; null when it came warm.</summary>
    public DateOnly? WarmUpStarted { get; set; }

    public DateOnly? LastUsed { get; set; }

    /// <summary>Null while it may send.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }
    public string? StoppedWhy { get; private set; }

    /// <summary>Its name, which leads back to it or not.</summary>
    public string? PtrName { get; private set; }

    /// <summary>Null while nobody could find out.</summary>
    public bool? PtrLeadsBack { get; private set; }
    public string PtrSaid { get; private set; } = NotYet;

    /// <summary>Null while nobody could find out, or no list is asked.</summary>
    public bool? IsListed { get; private set; }
    public string ListsSaid { get; private set; } = NotYet;
    public DateTimeOffset? CheckedAt { get; private set; }

    public void Stop(string why, DateTimeOffset now) => (StoppedAt, StoppedWhy) = (StoppedAt ?? now, why);

    public void Resume() => (StoppedAt, StoppedWhy) = (null, null);

    /// <param name="name">Null when it has none, or when that is unknown.</param>
    /// <param name="leadsBack">Null is unknown.</param>
    /// <param name="said">One sentence, or why it is unknown.</param>
    public void SawName(string? name, bool? leadsBack, string said) => (PtrName, PtrLeadsBack, PtrSaid) = (name, leadsBack, said);

    /// <summary>An address that is listed stops by itself, and goes on only when a person says so.</summary>
    /// <param name="isListed">Null is unknown.</param>
    /// <param name="said">The lists with their delisting pages, or why it is unknown.</param>
    /// <param name="now">Of the look.</param>
    public void SawLists(bool? isListed, string said, DateTimeOffset now)
    {
        (IsListed, ListsSaid, CheckedAt) = (isListed, said, now);
        if (isListed == true)
        {
            Stop(said, now);
        }
    }

    /// <summary>The day of the warm-up, from 0; null when the address is warm. Begins again after a long rest.</summary>
    /// <param name="plan">Of the platform.</param>
    /// <param name="isReady">Nothing keeps it from sending without limits once the plan is over.</param>
    /// <param name="today">In UTC.</param>
    public int? WarmUpDay(WarmUpPlan plan, bool isReady, DateOnly today)
    {
        if (plan.StartOf(WarmUpStarted, LastUsed, today) is not { } start)
        {
            return null;
        }

        var day = Math.Max(0, today.DayNumber - start.DayNumber);
        return !plan.IsOverOn(day) ? day : isReady ? null : plan.Days - 1;
    }
}

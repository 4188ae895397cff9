using Moderation.Campaigns;

namespace Moderation.Delivery;

/// <summary>What is known of a sending address. What nobody could find out is not fine.</summary>
/// <param name="Ptr">Whether its name leads back to it.</param>
/// <param name="Listed">Whether a blocklist has it.</param>
/// <param name="AsksLists">A list is configured; without one nothing can be known and nothing is held back.</param>
public sealed record IpFacts(Fact<bool> Ptr, Fact<bool> Listed, bool AsksLists)
{
    /// <summary>Names are looked up at all; where they are not, nothing is held back.</summary>
    public bool AsksNames { get; init; } = true;

    /// <summary>Days with mail among the last fourteen.</summary>
    public int BusyDays { get; init; }

    /// <summary>Of the mail that it sent itself, over <see cref="IpReadiness.Days"/>.</summary>
    public IpFigures Figures { get; init; } = IpFigures.None;
}

/// <summary>Whether an address may carry mail of a class.</summary>
public static class IpReadiness
{
    /// <summary>Days with mail among fourteen that are steady traffic.</summary>
    public const int SteadyDays = 10;

    /// <summary>Over how many days its traffic and its figures are looked at.</summary>
    public const int Days = 14;

    /// <summary>What keeps the address from sending anything, in sentences; empty when nothing does.</summary>
    public static IReadOnlyList<string> ToSend(IpFacts facts)
    {
        var obstacles = new List<string>();
        if (!facts.Ptr.TryGet(out var leadsBack))
        {
            if (facts.AsksNames)
            {
                obstacles.Add($"Its name (PTR) is not checked: {facts.Ptr.Why}.");
            }
        }
        else if (!leadsBack)
        {
            obstacles.Add("It has no name (PTR) that leads back to it. Gmail and others refuse mail from it.");
        }

        if (facts.Listed.TryGet(out var isListed))
        {
            if (isListed)
            {
                obstacles.Add("It is on a blocklist.");
            }
        }
        else if (facts.AsksLists)
        {
            obstacles.Add($"Whether it is on a blocklist is not checked: {facts.Listed.Why}.");
        }

        return obstacles;
    }

    /// <summary>What keeps it from sending without the limits of its warm-up, beside <see cref="ToSend"/>.</summary>
    public static IReadOnlyList<string> ToBeWarm(IpFacts facts, PoolClass pool)
    {
        var obstacles = new List<string>();
        if (facts.BusyDays < SteadyDays)
        {
            obstacles.Add($"It sent on {facts.BusyDays} of the last {Days} days; steady traffic is {SteadyDays}.");
        }

        // Its own mail, whoever's campaigns it was: receivers hold it against the address.
        if (pool != PoolClass.Quarantine)
        {
            obstacles.AddRange(SendingLimits.OfCanary.PassedBy(facts.Figures.Counts));
        }

        return obstacles;
    }
}

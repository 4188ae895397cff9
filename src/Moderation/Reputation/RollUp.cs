namespace Moderation.Reputation;

/// <summary>
/// Pools mailings (of an account, a domain, an IP, a provider, a list) by pooling their counts, never their indices.
/// A mailing weighs half as much every 15 days and nothing after 90.
/// </summary>
public static class RollUp
{
    public static readonly TimeSpan HalfLife = TimeSpan.FromDays(15);
    public static readonly TimeSpan Oldest = TimeSpan.FromDays(90);

    /// <param name="mailings">When each was sent, with its undecayed counts, in any order, whatever their size.</param>
    /// <param name="now">The moment for which it is computed; later mailings are left out, so a past night can be recomputed.</param>
    public static Counts Pool(IEnumerable<(DateTimeOffset SentAt, Counts Counts)> mailings, DateTimeOffset now)
    {
        // Sums of doubles depend on their order. Whole counts of one moment are added first, without loss, then moments in the
        // order of time: so neither the order of the mailings nor splitting one of them changes a single bit.
        return mailings
            .Where(mailing => mailing.SentAt <= now && now - mailing.SentAt <= Oldest)
            .GroupBy(mailing => mailing.SentAt.UtcTicks, mailing => mailing.Counts)
            .OrderBy(moment => moment.Key)
            .Select(moment => Decay(moment.Aggregate((left, right) => left + right), now.UtcTicks - moment.Key))
            .Aggregate(Counts.None, (left, right) => left + right);
    }

    private static Counts Decay(Counts counts, long age)
    {
        var weight = Math.Pow(2, -(double)age / HalfLife.Ticks);
        return counts.Select(count => new Count(count.Events * weight, count.Trials * weight));
    }
}

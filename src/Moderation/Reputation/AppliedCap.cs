namespace Moderation.Reputation;

/// <summary>A value that the index may not exceed, and why.</summary>
public sealed record AppliedCap(double Value, CapReason Reason)
{
    internal static IEnumerable<AppliedCap> All(Counts counts, SignalScore[] signals, ReputationFlags flags)
    {
        var complaint = signals[(int)Signal.Complaint].Rate;
        if (complaint >= Parameters.WarnComplaint)
        {
            yield return new(complaint >= Parameters.LimitComplaint ? Parameters.BadCap : Parameters.PoorCap, CapReason.Complaints);
        }

        var bounce = signals[(int)Signal.HardBounce].Rate;
        if (bounce >= Parameters.WarnHardBounce)
        {
            yield return new(bounce >= Parameters.LimitHardBounce ? Parameters.BadCap : Parameters.PoorCap, CapReason.HardBounces);
        }

        if (flags.HasFlag(ReputationFlags.TrapHit))
        {
            yield return new(Parameters.BadCap, CapReason.TrapHit);
        }

        if (flags.HasFlag(ReputationFlags.Listed))
        {
            yield return new(Parameters.BadCap, CapReason.Listed);
        }

        if (flags.HasFlag(ReputationFlags.DmarcNotAligned))
        {
            yield return new(Parameters.PoorCap, CapReason.DmarcNotAligned);
        }

        if (Wilson.Of(counts.Click).Upper < Parameters.AbsentClick && Wilson.Of(counts.Open).Upper < Parameters.AbsentOpen)
        {
            yield return new(Parameters.PoorCap, CapReason.EngagementAbsent);
        }
    }
}

public enum CapReason
{
    Complaints,
    HardBounces,
    TrapHit,
    Listed,
    DmarcNotAligned,

    /// <summary>Hardly anybody opens and hardly anybody clicks, with 95 % certainty: probably in the spam folders.</summary>
    EngagementAbsent,
}

namespace Moderation.Reputation;

/// <summary>What may follow without a person. Stricter than an index: a small sample must not stop a business.</summary>
public static class Consequences
{
    /// <summary>The estimated rate is beyond the warning limit: the account may be placed under moderation.</summary>
    public static bool CallForModeration(Counts counts) =>
        SignalScore.Of(Signal.Complaint, counts.Complaint).Rate >= Parameters.WarnComplaint
        || SignalScore.Of(Signal.HardBounce, counts.HardBounce).Rate >= Parameters.WarnHardBounce;

    /// <summary>The rate is beyond the limit with 95 % certainty: sending may be suspended, a running campaign paused.</summary>
    public static bool CallForSuspension(Counts counts) =>
        Wilson.Of(counts.Complaint).Lower > Parameters.LimitComplaint
        || Wilson.Of(counts.HardBounce).Lower > Parameters.LimitHardBounce;
}

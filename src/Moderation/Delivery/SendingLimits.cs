using System.Globalization;
using Moderation.Reputation;

namespace Moderation.Delivery;

/// <summary>What a campaign may not pass while it leaves. Shares from 0 to 1, compared with the lower end of Wilson's 95 % interval: chance stops nobody.</summary>
/// <param name="Complaint">Complaints of those who could complain.</param>
/// <param name="HardBounce">Addresses that do not exist, of those tried.</param>
/// <param name="Block">Messages that receivers refuse because of who sends them, of those tried.</param>
public sealed record SendingLimits(double Complaint, double HardBounce, double Block)
{
    /// <summary>How many go first to a base that was never mailed (design.md: 500).</summary>
    public const int Canary = 500;

    /// <summary>What comes back, comes back within this time or is waited for no longer.</summary>
    public static readonly TimeSpan CanaryWait = TimeSpan.FromHours(1);

    /// <summary>Suspension as in RI-1; beyond a tenth of policy refusals every further message makes it worse.</summary>
    public static readonly SendingLimits Usual = new(Parameters.LimitComplaint, Parameters.LimitHardBounce, Block: 0.10);

    /// <summary>For the first recipients, after whom there still is a choice: RI-1's limits of warning.</summary>
    public static readonly SendingLimits OfCanary = new(Parameters.WarnComplaint, Parameters.WarnHardBounce, Block: 0.05);

    /// <returns>A sentence for each limit that is passed, with its figures.</returns>
    public IReadOnlyList<string> PassedBy(Counts counts) =>
        [.. new[] { Say("complaints", counts.Complaint, Complaint), Say("hard bounces", counts.HardBounce, HardBounce), Say("refusals because of the sender", counts.Block, Block) }.OfType<string>()];

    private static string? Say(string what, Count count, double limit)
    {
        var lower = Wilson.Of(count).Lower;
        return lower <= limit ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"{count.Events:N0} {what} of {count.Trials:N0}: {count.Events / count.Trials:0.0%}, at least {lower:0.0%} with 95 % certainty. The limit is {limit:0.0%}.");
    }
}

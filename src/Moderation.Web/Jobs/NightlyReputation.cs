using Quartz;

namespace Moderation.Web.Jobs;

/// <summary>Runs <see cref="ReputationNight"/> every night, and by hand for the coming night.</summary>
[DisallowConcurrentExecution]
public sealed class NightlyReputation(ReputationNight reputation) : IJob
{
    public static readonly JobKey Key = new("nightly", "reputation");

    /// <summary>Set on a trigger by hand: what has been counted today is read as well, into the row of the coming night.</summary>
    public const string ByHand = "by-hand";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var scheduledFor = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        var day = DateOnly.FromDateTime(scheduledFor.UtcDateTime);
        await reputation.RunAsync(context.MergedJobDataMap.ContainsKey(ByHand) ? day.AddDays(1) : day, scheduledFor, cancellationToken);
    }
}

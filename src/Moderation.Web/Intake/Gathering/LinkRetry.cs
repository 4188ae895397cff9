using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Intake.Gathering;

/// <summary>
/// Follows the links of a waiting campaign again when some gave no answer: three tries over ten minutes before a person has to
/// think about it. What comes of it stands in a new judgement.
/// </summary>
[DisallowConcurrentExecution]
public sealed class LinkRetry(EngineDb db, NetworkChecks checks, IntakeOptions options, Overlaps overlaps, TimeProvider clock) : IJob
{
    private const string AccountKey = "account";
    private const string CampaignKey = "campaign";

    private static readonly TimeSpan[] After = [TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(9)];

    /// <summary>Call in the transaction that submits.</summary>
    public static async Task ScheduleAsync(ModerationDb db, ISchedulerFactory schedulers, Campaign campaign, NetworkFacts network, DateTimeOffset now, CancellationToken ct)
    {
        if (!campaign.AwaitsDecision || network.Links?.Probes.Values.Any(probe => probe.End == LinkEnd.NoAnswer) != true)
        {
            return;
        }

        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<LinkRetry>()
            .WithIdentity(campaign.SubmissionId!.Value.ToString(), "links")
            .UsingJobData(AccountKey, campaign.AccountId.ToString())
            .UsingJobData(CampaignKey, campaign.Id.ToString())
            .RequestRecovery()
            .Build();
        var triggers = After.Select((after, i) => TriggerBuilder.Create()
            .WithIdentity($"{campaign.SubmissionId}-{i}", "links")
            .ForJob(job)
            .StartAt(now + after)
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build()).ToList();
        using (scheduler.EnlistIn(db))
        {
            await scheduler.ScheduleJob(job, triggers, new ScheduleJobOptions { Replace = true }, ct);
        }
    }

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await RunAsync(Guid.Parse(context.MergedJobDataMap.GetString(AccountKey)!), Guid.Parse(context.MergedJobDataMap.GetString(CampaignKey)!), cancellationToken);

    /// <returns>Whether something else was seen than before.</returns>
    public async Task<bool> RunAsync(Guid account, Guid id, CancellationToken ct)
    {
        if (await WaitingCampaign.FindAsync(db, account, id, ct) is not var (before, frozen))
        {
            return false;
        }

        var network = await checks.OfFrozenAsync(db, before, frozen, ct);
        db.ChangeTracker.Clear();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        // Somebody may have decided meanwhile.
        if (await WaitingCampaign.FindAsync(db, account, id, ct) is not { } waiting || waiting.Submitted.Id != frozen.Id)
        {
            return false;
        }

        var look = await new CampaignIntake(db, clock, options, overlaps).LookAgainAsync(waiting.Campaign, waiting.Submitted, network, ct);
        if (IsSame(CampaignIntake.ReadJudgement(waiting.Submitted), look.Judgement))
        {
            return false;
        }

        await waiting.JudgeAgainAsync(db, look.Judgement, look.Recipients, (null, "Link check"), "Links that had not answered were tried again.", clock.GetUtcNow(), ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    // What a reviewer has on the screen is replaced only by something else. Times and tries alone are nothing else.
    private static bool IsSame(Judgement shown, Judgement now) =>
        shown.Verdict == now.Verdict
        && shown.Findings.Select(finding => (finding.Rule, finding.Severity, finding.Message)).SequenceEqual(now.Findings.Select(finding => (finding.Rule, finding.Severity, finding.Message)));
}

using Moderation.Web.Data;
using Quartz;

namespace Moderation.Web.Jobs;

internal static class JudgingAgainFeature
{
    public static void AddJudgingAgain(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<JudgingAgain>();
        builder.Services.AddScoped<JudgingAgainSchedule>();
    }
}

/// <summary>Has what waits judged again, in the transaction that makes a new version of the policy: both happen or neither.</summary>
public sealed class JudgingAgainSchedule(ModerationDb db, ISchedulerFactory schedulers, TimeProvider clock)
{
    public async Task ScheduleAsync(int version, CancellationToken ct)
    {
        var scheduler = await schedulers.GetScheduler(ct);
        var job = JobBuilder.Create<JudgingAgainJob>().WithIdentity($"version-{version}", "policy").RequestRecovery().Build();
        var trigger = TriggerBuilder.Create()
            .WithIdentity($"version-{version}", "policy")
            .ForJob(job)
            .StartAt(clock.GetUtcNow())
            .WithSimpleSchedule(schedule => schedule.WithMisfireInstruction(SimpleTriggerMisfireInstruction.FireNow))
            .Build();
        using (scheduler.EnlistIn(db))
        {
            await scheduler.ScheduleJob(job, [trigger], new ScheduleJobOptions { Replace = true }, ct);
        }
    }
}

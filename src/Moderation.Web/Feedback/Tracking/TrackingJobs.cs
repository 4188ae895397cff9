using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Quartz;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>Labels what came, minute by minute.</summary>
[DisallowConcurrentExecution]
public sealed class EventMinute(EventJudging judging) : IJob
{
    public static readonly JobKey Key = new("minute", "events");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await judging.RunAsync(context.FireTimeUtc, cancellationToken);
}

/// <summary>Labels the last two days once more, and looks whether the accounts' tracking hosts still lead to us.</summary>
[DisallowConcurrentExecution]
public sealed class EventNight(EventJudging judging, EngineDb db, TrackingHosts hosts) : IJob
{
    public static readonly JobKey Key = new("night", "events");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await judging.RunNightAsync(context.FireTimeUtc, cancellationToken);
        var domains = await db.SendingDomains.Where(domain => domain.TrackingHost != null).ToListAsync(cancellationToken);
        foreach (var domain in domains)
        {
            // Without an answer what was seen last stands.
            if (await hosts.LeadsHereAsync(domain.TrackingHost!.Value, cancellationToken) is { } leadsHere)
            {
                domain.SawTracking(leadsHere, context.FireTimeUtc);
            }
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}

internal static class TrackingJobs
{
    private const string EveryMinute = "0 * * * * ?";

    /// <summary>Before the sunset and the reputation, which read what is counted here.</summary>
    private const string EveryNight = "0 30 1 * * ?";

    public static void AddTrackingJobs(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<EventJudging>();
        builder.AddNightly<EventNight>(EventNight.Key, new TriggerKey("night", "events"), EveryNight);
        builder.AddFrequent<EventMinute>(EventMinute.Key, new TriggerKey("minute", "events"), EveryMinute);
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Quartz;

namespace Moderation.Web.Intake;

/// <summary>Every night: files that nobody can fetch any more, and what was seen of links long ago.</summary>
[DisallowConcurrentExecution]
public sealed class NightlyCleaning(EngineDb db, ILogger<NightlyCleaning> log) : IJob
{
    public static readonly JobKey Key = new("nightly-cleaning", "intake");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await RunAsync(context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken);

    public async Task RunAsync(DateTimeOffset now, CancellationToken ct)
    {
        var yesterday = now.AddDays(-1);
        var files = await db.HostedFiles.Where(file => file.ExpiresAt < now).ExecuteDeleteAsync(ct);
        var links = await db.KnownLinks.Where(link => link.At < yesterday).ExecuteDeleteAsync(ct);
        log.LogInformation("{Files} hosted files had expired, {Links} links were seen too long ago", files, links);
    }
}

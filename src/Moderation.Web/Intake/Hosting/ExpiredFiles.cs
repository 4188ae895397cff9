using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Quartz;

namespace Moderation.Web.Intake.Hosting;

/// <summary>Every night: what nobody can fetch any more is not kept.</summary>
[DisallowConcurrentExecution]
public sealed class ExpiredFiles(EngineDb db, ILogger<ExpiredFiles> log) : IJob
{
    public static readonly JobKey Key = new("expired-files", "hosting");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = context.ScheduledFireTimeUtc ?? context.FireTimeUtc;
        var gone = await db.HostedFiles.Where(file => file.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        log.LogInformation("{Files} hosted files had expired", gone);
    }
}

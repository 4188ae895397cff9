using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Quartz;

namespace Moderation.Web.Intake;

/// <summary>Every night: files that nobody can fetch any more, what was seen of links long ago, and address lists of imports that nobody goes on with.</summary>
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
        await ForgetFilesAsync(now, ct);
        log.LogInformation("{Files} hosted files had expired, {Links} links were seen too long ago", files, links);
    }

    // Whole address lists that nobody goes on with.
    private async Task ForgetFilesAsync(DateTimeOffset now, CancellationToken ct)
    {
        var (yesterday, lastWeek) = (now.AddDays(-1), now.AddDays(-7));
        var unused = db.Imports.Where(i => i.State == ImportState.Uploaded && i.StartedAt < yesterday);
        await db.ImportPieces.Where(p => unused.Any(i => i.AccountId == p.AccountId && i.Id == p.ImportId)).ExecuteDeleteAsync(ct);
        await unused.ExecuteDeleteAsync(ct);
        var halted = db.Imports.Where(i => (i.State == ImportState.Cancelled || i.State == ImportState.Failed) && (i.ProgressAt ?? i.StartedAt) < lastWeek);
        await db.ImportPieces.Where(p => halted.Any(i => i.AccountId == p.AccountId && i.Id == p.ImportId)).ExecuteDeleteAsync(ct);
    }
}

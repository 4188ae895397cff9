using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Rules.Audience;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;
using Quartz;

namespace Moderation.Web.Intake.Purchase;

/// <summary>
/// Looks at each import once it is finished and keeps its signs of a bought list, so that people see them before they write a
/// campaign. Nothing of other accounts is asked here: whoever imports would learn it at once.
/// </summary>
[DisallowConcurrentExecution]
public sealed class ImportFlagging(EngineDb db, TimeProvider clock, ILogger<ImportFlagging> log) : IJob
{
    public static readonly JobKey Key = new("import-flags", "audience");

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    /// <returns>How many imports were looked at.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var due = await db.Imports.AsNoTracking()
            .Where(i => i.State == ImportState.Finished && !db.ImportFlags.Any(f => f.AccountId == i.AccountId && f.ImportId == i.Id))
            .OrderBy(i => i.StartedAt)
            .Select(i => new { i.AccountId, i.Id, i.StartedAt })
            .ToListAsync(ct);
        if (due.Count == 0)
        {
            return 0;
        }

        var policy = await db.CurrentPolicyAsync(ct);
        foreach (var import in due)
        {
            var signs = PurchaseSigns.In(await CountsAsync(import.AccountId, import.Id, import.StartedAt, ct));
            db.ImportFlags.Add(new ImportFlag
            {
                AccountId = import.AccountId,
                ImportId = import.Id,
                Signs = JsonSerializer.Serialize(signs),
                Holds = Purchased.Holds(signs, policy.Thresholds),
                At = clock.GetUtcNow(),
            });
            await db.SaveChangesAsync(ct);
            db.ChangeTracker.Clear();
            log.LogInformation("Import {Import} shows {Signs} signs of a bought list", import.Id, signs.Count);
        }

        return due.Count;
    }

    private async Task<AudienceCounts> CountsAsync(Guid account, Guid import, DateTimeOffset startedAt, CancellationToken ct)
    {
        var old = startedAt.AddMonths(-24);
        var row = await db.Database.SqlQuery<AudienceGathering.AudienceRow>(
            $"""
            with brought as not materialized (select c.email_key, c.opted_in_at from app.contacts c where c.account_id = {account} and c.import_id = {import})
            select count(*) as "Recipients",
                count(*) filter (where opted_in_at is null) as "WithoutConsent",
                count(*) filter (where split_part(email_key, '@', 1) = any({AddressKinds.Roles})) as "Role",
                count(*) filter (where split_part(email_key, '@', 2) = any({AddressKinds.ThrowAway})) as "Disposable",
                count(*) filter (where opted_in_at < {old}) as "Old",
                coalesce((select max(n) from (select count(*) as n from brought where opted_in_at is not null group by date_trunc('second', opted_in_at)) same), 0) as "SameMoment"
            from brought
            """).SingleAsync(ct);
        var before = await db.Contacts.LongCountAsync(c => c.AccountId == account && c.CreatedAt < startedAt && c.ImportId != import, ct);
        // New contacts were never mailed.
        return new AudienceCounts(row.Recipients, row.WithoutConsent, row.Role, row.Disposable, row.SameMoment, row.Old, row.Recipients, before, IsFirstImport: before == 0)
        {
            Runs = AddressRuns.In(await AudienceSample.OfImportAsync(db, account, import, row.Recipients, ct)),
        };
    }
}

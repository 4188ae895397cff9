using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Intake.Importing;

/// <summary>
/// The imports as a queue for any number of nodes: one of an account at a time, each under a lease that every batch renews. The
/// engine finds them; their rows are written as the console, behind the walls of the account.
/// </summary>
public sealed class ImportWork(EngineDataSource engine, ConsoleDataSource console, IServiceScopeFactory scopes, ImportOptions options, TimeProvider clock, ILogger<ImportWork> log)
{
    private const int MostBreaks = 5;
    private static readonly TimeSpan AfterBreak = TimeSpan.FromSeconds(5);

    private const string Claim = """
        update app.imports set lease = $1, lease_until = now() + $2, running_since = $3, rows_before = rows
        where (account_id, id) = (
            select due.account_id, due.id from app.imports due
            where due.state = 'Running' and (due.lease_until is null or due.lease_until < now())
                and not exists (select from app.imports busy where busy.account_id = due.account_id and busy.state = 'Running' and busy.lease_until >= now())
            order by due.started_at
            limit 1)
        returning account_id, id
        """;

    /// <summary>Goes through the file that waits longest.</summary>
    /// <returns>False when none waits.</returns>
    public async Task<bool> RunNextAsync(CancellationToken ct)
    {
        var lease = Guid.NewGuid();
        if (await ClaimAsync(lease, ct) is not var (account, id))
        {
            return false;
        }

        try
        {
            await RunAsync(account, id, lease, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await ReleaseAsync(account, id, lease, TimeSpan.Zero, breaks: 0);
            throw;
        }
        catch (Exception e)
        {
            // A contact may have been added by another way at the same moment; the next attempt finds it.
            log.LogError(e, "Import {Import} broke off", id);
            await ReleaseAsync(account, id, lease, AfterBreak, breaks: 1);
        }

        return true;
    }

    private async Task RunAsync(Guid account, Guid id, Guid lease, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var import = await db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, ct);
        var controller = await db.Accounts.Where(a => a.Id == account).Select(a => a.Name).SingleAsync(ct);
        var list = await db.Lists.Where(l => l.Id == import.ListId).Select(l => l.Name).SingleAsync(ct);
        if (await new ImportRun(console, scope.ServiceProvider.GetRequiredService<AddressHashes>(), options, clock, import, (controller, list), lease).RunAsync(ct))
        {
            await FinishAsync(db, account, id, list, lease, ct);
        }
    }

    private async Task FinishAsync(ModerationDb db, Guid account, Guid id, string list, Guid lease, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = clock.GetUtcNow();
        var finished = await db.Imports
            .Where(i => i.Id == id && i.State == ImportState.Running && EF.Property<Guid?>(i, "Lease") == lease)
            .ExecuteUpdateAsync(set => set
                .SetProperty(i => i.State, ImportState.Finished)
                .SetProperty(i => i.FinishedAt, now)
                .SetProperty(i => EF.Property<Guid?>(i, "Lease"), (Guid?)null)
                .SetProperty(i => EF.Property<DateTimeOffset?>(i, "LeaseUntil"), (DateTimeOffset?)null), ct);
        if (finished == 0)
        {
            return;
        }

        var import = await db.Imports.AsNoTracking().SingleAsync(i => i.Id == id, ct);
        await db.ImportPieces.Where(p => p.ImportId == id).ExecuteDeleteAsync(ct);
        await db.WriteAsync(account, import.ById, import.By, "contacts.imported", null,
            $"{import.FileName} into {list}: {import.Added:N0} new, {import.Known:N0} known, {import.Refused:N0} refused. Declared source: {import.Declaration}", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        log.LogInformation("Import {Import} ended: {Rows} rows, {Added} new, {Known} known, {Refused} refused", id, import.Rows, import.Added, import.Known, import.Refused);
    }

    private async Task<(Guid Account, Guid Id)?> ClaimAsync(Guid lease, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Claims take turns, so that two nodes cannot take two files of one account.
        await using var turn = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('imports', 0))", connection, transaction);
        await turn.ExecuteNonQueryAsync(ct);
        await using var claim = new NpgsqlCommand(Claim, connection, transaction)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = lease }, new NpgsqlParameter<TimeSpan> { TypedValue = options.Lease }, new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() } },
        };
        (Guid, Guid)? claimed = null;
        await using (var reader = await claim.ExecuteReaderAsync(ct))
        {
            if (await reader.ReadAsync(ct))
            {
                claimed = (reader.GetGuid(0), reader.GetGuid(1));
            }
        }

        await transaction.CommitAsync(ct);
        return claimed;
    }

    private async Task ReleaseAsync(Guid account, Guid id, Guid lease, TimeSpan pause, int breaks)
    {
        await using var connection = await engine.OpenAsync(CancellationToken.None);
        await using var release = new NpgsqlCommand(
            """
            update app.imports set lease = null, lease_until = now() + $4, broken_off = broken_off + $5,
                state = case when broken_off + $5 >= $6 then 'Failed' else state end,
                failure = case when broken_off + $5 >= $6 then $7 else failure end
            where account_id = $1 and id = $2 and lease = $3 and state = 'Running'
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = account },
                new NpgsqlParameter<Guid> { TypedValue = id },
                new NpgsqlParameter<Guid> { TypedValue = lease },
                new NpgsqlParameter<TimeSpan> { TypedValue = pause },
                new NpgsqlParameter<int> { TypedValue = breaks },
                new NpgsqlParameter<int> { TypedValue = MostBreaks },
                new NpgsqlParameter<string> { TypedValue = "Something on our side failed, several times. What is imported stays. Continue, or ask us if it stops again." },
            },
        };
        await release.ExecuteNonQueryAsync();
    }
}

/// <summary>Runs imports as long as the node runs, two at a time.</summary>
internal sealed class ImportWorker(ImportWork work, ImportSignal signal, ImportOptions options, ILogger<ImportWorker> log) : BackgroundService
{
    private const int AtOnce = 2;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => LoopAsync(stoppingToken)));

    private async Task LoopAsync(CancellationToken ct)
    {
        await Task.Yield();
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (!await work.RunNextAsync(ct))
                {
                    await signal.WaitAsync(options.Poll, ct);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "Imports could not be looked for; tried again in {Wait}", options.Poll);
                await Task.Delay(options.Poll, CancellationToken.None);
            }
        }
    }
}

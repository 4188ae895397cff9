using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Benchmarks.Parts;
using Moderation.Contacts;
using Moderation.Web.Intake.Importing;

namespace Moderation.Benchmarks.Database;

/// <summary>Files of contacts, and a list of an account into which they are imported as a marketer would, or copied by psql.</summary>
internal sealed class ContactFiles(PostgresServer postgres, ConsoleHost console, string database) : IDisposable
{
    private static readonly Guid Account = new("11111111-1111-7111-8111-111111111111");
    private static readonly Guid List = new("21111111-1111-7111-8111-111111111111");

    private const string Ledger = ".consents";
    private const string Members = ".members";

    private readonly LocalFolder _folder = new();
    private int _files;

    public async Task MakeAsync(int known)
    {
        await postgres.ExecuteAsync(
            database,
            $"""
            insert into app.accounts (id, name, created_at, description, industry, website) values ('{Account}', 'Lighthouse', '2029-01-01', '', '', '');
            insert into app.lists (account_id, id, name, created_at) values ('{Account}', '{List}', 'Readers', '2029-01-01');
            set session_replication_role = replica;
            insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
            select '{Account}', gen_random_uuid(), e, e, 'Ada', 'Lindqvist', '2026-01-02', 'Web form', '2029-01-01' from (select md5(i::text) || '@mail' || i % 97 || '.example' as e from generate_series(1, {known}) i) x;
            insert into app.list_members (account_id, list_id, contact_id) select account_id, '{List}', id from app.contacts;
            """);
        await postgres.ExecuteAsync(database, "vacuum analyze");
    }

    /// <summary>Each file has other addresses, in no order.</summary>
    /// <returns>Its path, and that of the same rows as the table has them; beside it those of the ledger and of the list's members.</returns>
    public async Task<(string Csv, string Rows)> WriteAsync(int rows)
    {
        var file = ++_files;
        var (csv, table) = (Path.Combine(_folder.Path, $"{file}.csv"), Path.Combine(_folder.Path, $"{file}.txt"));
        var random = new Random(file);
        await using var csvText = new StreamWriter(csv, append: false, Encoding.ASCII, 1 << 16);
        await using var tableText = new StreamWriter(table, append: false, Encoding.ASCII, 1 << 16);
        await using var consents = new StreamWriter(table + Ledger, append: false, Encoding.ASCII, 1 << 16);
        await using var members = new StreamWriter(table + Members, append: false, Encoding.ASCII, 1 << 16);
        await csvText.WriteAsync("email,first name,last name,opted in at,source\n");
        for (var i = 0; i < rows; i++)
        {
            var email = string.Create(CultureInfo.InvariantCulture, $"{random.NextInt64():x}.{file}@mail{i % 97}.example");
            await csvText.WriteAsync($"{email},Ada,Lindqvist,2026-01-02,Web form\n");
            var id = Guid.CreateVersion7();
            await tableText.WriteAsync($"{Account}\t{id}\t{email}\t{email}\tAda\tLindqvist\t2026-01-02\tWeb form\t2029-01-01\n");
            await consents.WriteAsync($"{Account}\t{id}\t{email}\t{id}\tGiven\tImport\t2026-01-02\tLighthouse\tReaders\t{List}\tWeb form\t2029-01-01\n");
            await members.WriteAsync($"{Account}\t{List}\t{id}\n");
        }

        return (csv, table);
    }

    public Task ForgetAsync() => postgres.ExecuteAsync(database, "truncate app.contacts, app.consents, app.imports cascade");

    /// <summary>Of all databases of the server: after it PostgreSQL writes each page that is touched whole, once.</summary>
    public Task CheckpointAsync() => postgres.ExecuteAsync(database, "checkpoint");

    /// <returns>Milliseconds.</returns>
    public async Task<double> CopyAsync(string rows) => await postgres.PsqlAsync(
        database, $"\\copy app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at) from '{rows}'");

    /// <summary>Into the tables that an import fills.</summary>
    /// <returns>Milliseconds.</returns>
    public async Task<double> CopyAllAsync(string rows) => await CopyAsync(rows) + await postgres.PsqlAsync(
        database,
        $"""
        \copy app.consents (account_id, id, email_key, contact_id, step, method, at, controller, purpose, list_id, form_url, recorded_at) from '{rows}{Ledger}'
        \copy app.list_members (account_id, list_id, contact_id) from '{rows}{Members}'
        """);

    /// <returns>Milliseconds from the uploaded file to the end of the import.</returns>
    public async Task<double> ImportAsync(string csv, int added)
    {
        var from = Stopwatch.GetTimestamp();
        var id = await console.AsAccountAsync(Account, async (db, services) =>
        {
            await using var file = File.OpenRead(csv);
            var list = await db.Lists.SingleAsync(l => l.Id == List);
            var id = await services.GetRequiredService<ImportUpload>().KeepAsync(list, "readers.csv", file, (Guid.Empty, "Ada"), CancellationToken.None);
            await db.Imports.Where(i => i.Id == id).ExecuteUpdateAsync(set => set.SetProperty(i => i.State, ImportState.Running).SetProperty(i => i.Declaration, "Web form"));
            return id;
        });
        await console.Services.GetRequiredService<ImportWork>().RunNextAsync(CancellationToken.None);
        var milliseconds = Stopwatch.GetElapsedTime(from).TotalMilliseconds;
        var import = await console.AsEngineAsync(db => db.Imports.AsNoTracking().SingleAsync(i => i.Id == id));
        return import.State == ImportState.Finished && import.Added == added
            ? milliseconds
            : throw new GoalFailedException($"the import is {import.State} with {import.Added:N0} contacts, not {added:N0}. {import.Failure}");
    }

    public void Dispose() => _folder.Dispose();
}

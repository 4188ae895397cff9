using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;
using Npgsql;

namespace Moderation.Web.Tests.Tenancy;

/// <summary>The last wall, table by table: with the query filter off, or by SQL that knows no filter.</summary>
public sealed class RowLevelSecurityTests : IAsyncLifetime
{
    private static readonly MethodInfo CountOne = typeof(RowLevelSecurityTests).GetMethod(nameof(CountAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private ConsoleApp _app = null!;
    private Guid _one;
    private Guid _other;
    private IReadOnlyList<TenantTable> _tables = [];

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _one = (await _app.AddAccountAsync("One")).Id;
        _other = (await _app.AddAccountAsync("Other")).Id;
        await using var connection = new NpgsqlConnection(_app.ConnectionString);
        await connection.OpenAsync();
        // The console makes them in the background, which may not be done yet.
        await using (var partitions = new NpgsqlCommand("select app.make_partitions(current_date, 1)", connection))
        {
            await partitions.ExecuteNonQueryAsync();
        }

        _tables = await TenantTables.ReadAsync(connection);
        foreach (var table in _tables.Where(table => table.Name != "app.accounts"))
        {
            await TenantTables.FillAsync(connection, table, _one);
        }
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public Task By_sql_no_table_shows_a_row_of_another_account_and_each_shows_the_own() => BothAsync(async (db, mine) =>
    {
        foreach (var table in _tables)
        {
#pragma warning disable EF1002 // Names from the catalogue.
            var seen = await db.Database.SqlQueryRaw<int>($"select count(*)::int as \"Value\" from {table.Name} where {table.Key} = '{_one}'").SingleAsync();
#pragma warning restore EF1002
            Assert.True(seen == (mine ? 1 : 0), $"{table.Name} shows {seen} rows of the account to {(mine ? "itself" : "another account")}.");
        }
    });

    [Fact]
    public Task With_the_query_filter_off_no_entity_of_the_model_is_seen_by_another_account() => BothAsync(async (db, mine) =>
    {
        foreach (var type in db.Model.GetEntityTypes().Where(type => typeof(IOfAccount).IsAssignableFrom(type.ClrType)))
        {
            var seen = await (Task<int>)CountOne.MakeGenericMethod(type.ClrType).Invoke(null, [db])!;
            Assert.True(seen == (mine ? 1 : 0), $"{type.ClrType.Name} without its filter: {seen} rows are seen by {(mine ? "the account itself" : "another account")}.");
        }

        Assert.Equal([mine ? _one : _other], await db.Accounts.IgnoreQueryFilters().Select(account => account.Id).ToListAsync());
    });

    [Fact]
    public Task No_row_of_another_account_can_be_changed_or_deleted() => BothAsync(async (db, mine) =>
    {
        foreach (var table in _tables.Where(_ => !mine))
        {
            foreach (var sql in new[] { $"update {table.Name} set {table.Key} = {table.Key} where {table.Key} = '{_one}'", $"delete from {table.Name} where {table.Key} = '{_one}'" })
            {
                try
                {
                    Assert.Equal(0, await db.Database.ExecuteSqlRawAsync(sql));
                }
                catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
                {
                    // Tables that people only read.
                }
            }
        }
    });

    [Fact]
    public async Task A_table_without_an_account_is_known_as_one() => Assert.Equal(
        "feedback_programmes, ip_budgets, ip_outcomes, log_queue, log_readings, mail_routes, mx_counts, opt_out_requests, overlap_marks, platform_log, platform_suppressions, policies, provider_states, relay_nodes, sending_ips, token_keys",
        await _app.BehindTheWallsAsync(
            """
            select string_agg(c.relname, ', ' order by c.relname) from pg_class c
            where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition and c.relname <> 'accounts'
              and not exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped)
            """));

    private static Task<int> CountAsync<T>(ModerationDb db)
        where T : class => db.Set<T>().IgnoreQueryFilters().CountAsync();

    private async Task BothAsync(Func<ModerationDb, bool, Task> look)
    {
        foreach (var account in new[] { _one, _other })
        {
            await _app.AsAccountAsync(account, async services =>
            {
                await look(services.GetRequiredService<ModerationDb>(), account == _one);
                return true;
            });
        }
    }
}

using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Tests.Relay;

public sealed class RelayTablesTests
{
    [Fact]
    public async Task An_account_reads_its_own_deliveries_and_outcomes_and_writes_none()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 4);
        await world.UntilAsync(await world.SendAsync(), CampaignState.Sent);

        foreach (var table in new[] { "deliveries", "outcomes", "delivery_chunks" })
        {
            var rows = table == "delivery_chunks" ? 1 : 4;
            Assert.Equal(rows, await CountAsync(world, world.Account, table));
            Assert.Equal(0, await CountAsync(world, Guid.NewGuid(), table));
            foreach (var statement in new[] { $"delete from app.{table}", $"update app.{table} set account_id = account_id", $"insert into app.{table} select * from app.{table}" })
            {
                await RefusedAsync(world, statement);
            }
        }

        await RefusedAsync(world, "select * from app.token_keys");
        await RefusedAsync(world, "select app.make_partitions(current_date, 1)");
        var month = world.App.Clock.GetUtcNow().ToString("yyyy_MM");
        await RefusedAsync(world, $"select * from app.deliveries_{month}");
        await RefusedAsync(world, $"select * from app.outcomes_{month}");
    }

    [Fact]
    public async Task Nodes_that_make_the_same_partitions_at_once_take_turns()
    {
        await using var world = await RelayWorld.StartAsync(0);
        var engine = world.Services.GetRequiredService<EngineDataSource>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            for (var year = 2032; year < 2036; year++)
            {
                await using var connection = await engine.OpenAsync(CancellationToken.None);
                await using var command = new NpgsqlCommand("select app.make_partitions($1, 3)", connection) { Parameters = { new NpgsqlParameter<DateOnly> { TypedValue = new DateOnly(year, 2, 1) } } };
                await command.ExecuteNonQueryAsync();
            }
        }));
    }

    [Fact]
    public async Task Partitions_made_while_running_pass_the_proof_of_the_next_start()
    {
        await using var world = await RelayWorld.NewAsync();
        world.StartNode();
        await world.EngineAsync(async db =>
        {
            await using var connection = await world.Services.GetRequiredService<EngineDataSource>().OpenAsync(CancellationToken.None);
            await using var command = new NpgsqlCommand("select app.make_partitions('2031-11-15', 3)", connection);
            await command.ExecuteNonQueryAsync();
            return db;
        });

        world.StartNode();
    }

    private static async Task<long> CountAsync(RelayWorld world, Guid account, string table)
    {
        await using var connection = await OpenAsync(world, account);
#pragma warning disable CA2100 // The name is the test's.
        await using var command = new NpgsqlCommand($"select count(*) from app.{table}", connection);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RefusedAsync(RelayWorld world, string statement)
    {
        await using var connection = await OpenAsync(world, world.Account);
#pragma warning disable CA2100 // The statement is the test's.
        await using var command = new NpgsqlCommand(statement, connection);
#pragma warning restore CA2100
        var refused = await Assert.ThrowsAsync<PostgresException>(command.ExecuteNonQueryAsync);
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    private static Task<NpgsqlConnection> OpenAsync(RelayWorld world, Guid account)
    {
        var current = new CurrentAccount();
        current.ActFor(account);
        return world.Services.GetRequiredService<ConsoleDataSource>().OpenAsync(current, CancellationToken.None);
    }
}

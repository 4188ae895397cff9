using System.Diagnostics;
using Moderation.Web.Data.Postgres;
using Moderation.Web.Tests.Hosting;
using Npgsql;

namespace Moderation.Web.Tests.Data.Postgres;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"moderation-embedded-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    [Fact]
    public async Task A_restart_keeps_the_data()
    {
        await using (var first = await EmbeddedPostgres.StartAsync(Options()))
        {
            await ScalarAsync(first, "create table kept as select 7 as n; select 0");
        }

        await using var second = await EmbeddedPostgres.StartAsync(Options());
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task A_second_owner_is_refused_and_told_who_the_first_is()
    {
        await using var first = await EmbeddedPostgres.StartAsync(Options());
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => EmbeddedPostgres.StartAsync(Options()));
        Assert.Contains($"in use by process {Environment.ProcessId}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--Local:Directory", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await ScalarAsync(first, "select 1"));
    }

    [Fact]
    public async Task A_killed_supervisor_does_not_keep_the_next_start_from_the_data()
    {
        var first = await EmbeddedPostgres.StartAsync(Options());
        await ScalarAsync(first, "create table kept as select 7 as n; select 0");
        // The worst case: PostgreSQL goes on and nobody watches it.
        Kill(first.ProcessId);
        await first.DisposeAsync();

        await using var second = await EmbeddedPostgres.StartAsync(Options());
        Assert.Equal(7, await ScalarAsync(second, "select n from kept"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_named_not_touched()
    {
        await (await EmbeddedPostgres.StartAsync(Options())).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(_directory, "data", "PG_VERSION"), "9\n");
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => EmbeddedPostgres.StartAsync(Options()));
        Assert.Contains("was made by PostgreSQL 9", refused.Message, StringComparison.Ordinal);
    }

    private EmbeddedPostgresOptions Options() => new() { Directory = _directory, SearchFrom = Repository.Web, Durable = false };

    private static async Task<object?> ScalarAsync(EmbeddedPostgres postgres, string sql)
    {
        await using var connection = new NpgsqlConnection(postgres.ConnectionString("postgres"));
        await connection.OpenAsync();
#pragma warning disable CA2100 // Our own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    private static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
        process.WaitForExit();
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Moderation.Web.Data;
using Moderation.Web.Data.Postgres;
using Npgsql;

namespace Moderation.Web.Tests.Hosting;

/// <summary>One real PostgreSQL for the whole test process; each test gets a copy of a database that was migrated once.</summary>
public static class TestPostgres
{
    private const string Template = "moderation_template";

    private static readonly Lazy<Task<EmbeddedPostgres>> Server = new(StartAsync);

    public static IHostEnvironment Environment { get; } = new TestEnvironment();

    /// <summary>Connection string of the superuser to a database that does not exist yet.</summary>
    public static async Task<string> NoDatabaseAsync() => (await Server.Value).ConnectionString("t" + Guid.NewGuid().ToString("N"));

    /// <summary>Connection string of the superuser to a fresh, migrated and empty database.</summary>
    public static async Task<string> NewDatabaseAsync()
    {
        var server = await Server.Value;
        var name = "t" + Guid.NewGuid().ToString("N");
        await using var connection = new NpgsqlConnection(server.ConnectionString("postgres"));
        await connection.OpenAsync();
#pragma warning disable CA2100 // Both names are ours.
        await using var command = new NpgsqlCommand($"create database {name} template {Template} strategy file_copy", connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
        return server.ConnectionString(name);
    }

    private static async Task<EmbeddedPostgres> StartAsync()
    {
        Sweep();
        var directory = Path.Combine(Path.GetTempPath(), $"moderation-tests-{System.Environment.ProcessId}-{Guid.NewGuid():N}");
        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Directory = directory, SearchFrom = Repository.Web, Durable = false });
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            NpgsqlConnection.ClearAllPools();
            server.DisposeAsync().AsTask().Wait();
            Delete(directory);
        };
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("ConnectionStrings:Moderation", server.ConnectionString(Template))])
            .Build();
        await using var database = await Database.OpenAsync(configuration, Environment);
        NpgsqlConnection.ClearAllPools();
        return server;
    }

    // A killed test run leaves its directory; its PostgreSQL has ended with it. A directory that has just been made has no lock
    // yet and is left alone, and no two runs ever share a name.
    private static void Sweep()
    {
        foreach (var left in Directory.GetDirectories(Path.GetTempPath(), "moderation-tests-*"))
        {
            if (DirectoryOwner.IsAbandoned(left))
            {
                Delete(left);
            }
        }
    }

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another test run sweeps it at the same moment.
        }
    }
}

using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;
using Moderation.Web.Data.Postgres;
using Moderation.Web.Jobs;
using Npgsql;

namespace Moderation.Web.Data;

/// <summary>
/// The database of this process, ready for use: found or started, provisioned, migrated, walled and proven. With
/// ConnectionStrings:Moderation that server is used; with only ConnectionStrings:ModerationConsole and :ModerationEngine the node
/// changes nothing and only proves; without any, Development starts a private PostgreSQL below <see cref="LocalDirectory"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    // Any number, the same for every node: only one at a time provisions and migrates.
    private const long PreparationLock = 7_305_804_402_566_184_814;

    private readonly EmbeddedPostgres? _embedded;

    private Database(DatabaseAddress address, EmbeddedPostgres? embedded) => (Address, _embedded) = (address, embedded);

    public DatabaseAddress Address { get; }

    /// <summary>Whether it is the private one.</summary>
    public bool IsEmbedded => _embedded is not null;

    /// <exception cref="StartRefusedException">With the sentence for the person who started us.</exception>
    public static async Task<Database> OpenAsync(IConfiguration configuration, IHostEnvironment environment, CancellationToken cancel = default)
    {
        if (EF.IsDesignTime)
        {
            return new Database(new DatabaseAddress(null, "Host=design-time", "Host=design-time"), embedded: null);
        }

        var given = configuration.GetConnectionString("Moderation");
        var console = configuration.GetConnectionString("ModerationConsole");
        var engine = configuration.GetConnectionString("ModerationEngine");
        EmbeddedPostgres? embedded = null;
        try
        {
            DatabaseAddress address;
            if (given is null && console is not null && engine is not null)
            {
                address = new DatabaseAddress(null, console, engine);
            }
            else
            {
                given ??= (embedded = await StartEmbeddedAsync(configuration, environment, cancel)).ConnectionString("moderation");
                address = await Provisioning.RunAsync(given, console, engine, cancel);
            }

            DatabaseAddress.RefuseLeaks("ModerationConsole", address.Console);
            DatabaseAddress.RefuseLeaks("ModerationEngine", address.Engine);
            if (address.Owner is not null)
            {
                await PrepareAsync(address, address.Owner, cancel);
            }

            await DatabaseProof.RunAsync(address, cancel);
            return new Database(address, embedded);
        }
        catch
        {
            if (embedded is not null)
            {
                await embedded.DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>What belongs to this machine and not to git: Local:Directory, else .local in the content root.</summary>
    public static string LocalDirectory(IConfiguration configuration, IHostEnvironment environment) =>
        Path.GetFullPath(configuration["Local:Directory"] ?? ".local", environment.ContentRootPath);

    public async ValueTask DisposeAsync()
    {
        if (_embedded is not null)
        {
            await _embedded.DisposeAsync();
        }
    }

    private static Task<EmbeddedPostgres> StartEmbeddedAsync(IConfiguration configuration, IHostEnvironment environment, CancellationToken cancel)
    {
        // A forgotten setting must not give a production server an empty database of its own.
        if (!environment.IsDevelopment() && !configuration.GetValue<bool>("Postgres:Embedded"))
        {
            throw new StartRefusedException($"No database is configured for the environment {environment.EnvironmentName}: set ConnectionStrings:Moderation to a PostgreSQL server, or Postgres:Embedded to true for a private one on this machine.");
        }

        return EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions { Directory = Path.Combine(LocalDirectory(configuration, environment), "postgres"), SearchFrom = environment.ContentRootPath },
            cancel);
    }

    private static async Task PrepareAsync(DatabaseAddress address, string owner, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(owner + ";Pooling=false");
        await connection.OpenAsync(cancel);
        await using (var wait = new NpgsqlCommand("select pg_advisory_lock($1)", connection) { Parameters = { new NpgsqlParameter<long> { TypedValue = PreparationLock } }, CommandTimeout = 600 })
        {
            await wait.ExecuteNonQueryAsync(cancel);
        }

        if (await IsBehindAsync(connection, cancel))
        {
            await using var db = DesignTimeDb.ForOwner(owner);
            await db.Database.MigrateAsync(cancel);
        }

        await QuartzSchemaAsync(connection, owner, cancel);
        await Walls.BuildAsync(connection, address, cancel);
    }

    // EF’s own question for pending migrations takes ten times as long, because it builds its services before it asks.
    private static async Task<bool> IsBehindAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var exists = new NpgsqlCommand("select to_regclass('deploy.migrations') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true)
        {
            return true;
        }

        await using var select = new NpgsqlCommand("select array_agg(\"MigrationId\"::text) from deploy.migrations", connection);
        var applied = await select.ExecuteScalarAsync(cancel) as string[] ?? [];
        var migrations = typeof(ModerationDb).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Migration)));
        return !migrations.All(type => applied.Contains(type.GetCustomAttribute<MigrationAttribute>()!.Id, StringComparer.Ordinal));
    }

    private static async Task QuartzSchemaAsync(NpgsqlConnection connection, string owner, CancellationToken cancel)
    {
        // The last table that Quartz makes; nodes validate all of them.
        await using var exists = new NpgsqlCommand("create schema if not exists quartz; select to_regclass('quartz.qrtz_execution_log') is not null", connection);
        if (await exists.ExecuteScalarAsync(cancel) is not true)
        {
            await SchedulerFeature.ProvisionAsync(owner, cancel);
        }
    }
}

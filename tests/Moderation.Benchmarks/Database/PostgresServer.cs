using System.Globalization;
using System.Text.RegularExpressions;
using Moderation.Benchmarks.Parts;
using Moderation.Web.Data.Postgres;
using Npgsql;

namespace Moderation.Benchmarks.Database;

/// <summary>The private PostgreSQL as the console starts it, as durable as there, gone after the measurement.</summary>
internal sealed partial class PostgresServer : IAsyncDisposable
{
    private readonly LocalFolder _folder;
    private readonly EmbeddedPostgres _server;

    private PostgresServer(LocalFolder folder, EmbeddedPostgres server) => (_folder, _server) = (folder, server);

    public static async Task<PostgresServer> StartAsync()
    {
        var folder = new LocalFolder();
        try
        {
            var options = new EmbeddedPostgresOptions
            {
                Directory = Path.Combine(folder.Path, "postgres"),
                SearchFrom = Path.Combine(SourceTree.Root, "src", "Moderation.Web"),
            };
            return new PostgresServer(folder, await EmbeddedPostgres.StartAsync(options));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Of the superuser.</summary>
    public string ConnectionString(string database) => _server.ConnectionString(database);

    /// <summary>Past the walls: only to make and to check what is measured.</summary>
    public async Task<object?> ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync();
#pragma warning disable CA2100 // The benchmarks' own words.
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 1800 };
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Runs a script in psql.</summary>
    /// <returns>Milliseconds that psql itself counted for the statements: neither its start nor its connection.</returns>
    /// <exception cref="MissingPartException">No psql.</exception>
    public async Task<double> PsqlAsync(string database, string sql)
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString(database));
        var file = Path.Combine(_folder.Path, "script.sql");
        await File.WriteAllTextAsync(file, "\\timing on\n" + sql);
        using var psql = new Child(
            Tool.Find("psql", "Install PostgreSQL’s client (Debian: postgresql-client)."),
            ["-X", "-v", "ON_ERROR_STOP=1", "-h", address.Host!, "-p", $"{address.Port}", "-U", address.Username!, "-d", database, "-f", file]);
        var output = await psql.EndAsync();
        return Time().Matches(output).Sum(match => double.Parse(match.Groups["ms"].ValueSpan, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [GeneratedRegex("^Time: (?<ms>[0-9.]+) ms", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Time();
}

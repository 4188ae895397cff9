using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Connections for raw SQL on behalf of a person; row-level security sees whom they serve.</summary>
public sealed class ConsoleDataSource(string connectionString) : IAsyncDisposable
{
    /// <summary>What EF connects with; it sets the account itself.</summary>
    internal NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(connectionString);

    public async Task<NpgsqlConnection> OpenAsync(CurrentAccount current, CancellationToken cancel)
    {
        var connection = await Source.OpenConnectionAsync(cancel);
        await using var settings = AccountOnOpen.Settings(connection, current);
        await settings.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}

using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Connections for raw SQL of Relay, Jobs and Mx: every account. Never for a page.</summary>
public sealed class EngineDataSource(string connectionString) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(connectionString);

    public ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => Source.OpenConnectionAsync(cancel);

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}

namespace Moderation.Web.Data.Postgres;

/// <summary>How a private PostgreSQL is kept.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the data, the log and the lock. One process at a time.</summary>
    public required string Directory { get; init; }

    /// <summary>From here node_modules is looked for upwards.</summary>
    public string SearchFrom { get; init; } = AppContext.BaseDirectory;

    /// <summary>False for tests: faster, and a power cut loses everything.</summary>
    public bool Durable { get; init; } = true;

    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);
}

namespace Moderation.Web.Intake.Importing;

internal static class ImportFeature
{
    /// <summary>Every console takes files; nodes with the role Jobs go through them.</summary>
    public static void AddImports(this WebApplicationBuilder builder, NodeRoles roles)
    {
        builder.Services.AddSingleton(builder.Configuration.GetSection("Imports").Get<ImportOptions>() ?? new ImportOptions());
        builder.Services.AddSingleton<ImportSignal>();
        builder.Services.AddSingleton<ImportWork>();
        builder.Services.AddScoped<ImportUpload>();
        if (roles.HasFlag(NodeRoles.Jobs))
        {
            builder.Services.AddHostedService<ImportWorker>();
        }
    }
}

/// <summary>How imports run; section <c>Imports</c> of the configuration.</summary>
public sealed class ImportOptions
{
    /// <summary>Rows that are written in one transaction. A break costs the time of as many.</summary>
    public int BatchRows { get; init; } = 10_000;

    /// <summary>Batches that are written at the same time, each over its own connection; they are committed in the order of the file.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>How long after its last batch a node is thought to have ended.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a node looks for files of other nodes.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
}

/// <summary>Wakes the worker of this node when a file is ready.</summary>
public sealed class ImportSignal : IDisposable
{
    private readonly SemaphoreSlim _ready = new(0);

    public void Ready() => _ready.Release();

    public Task WaitAsync(TimeSpan longest, CancellationToken ct) => _ready.WaitAsync(longest, ct);

    public void Dispose() => _ready.Dispose();
}

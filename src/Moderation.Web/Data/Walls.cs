using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Runs Walls.sql with the names of this installation's roles.</summary>
internal static class Walls
{
    public static async Task BuildAsync(NpgsqlConnection owner, DatabaseAddress address, CancellationToken cancel)
    {
        await using var transaction = await owner.BeginTransactionAsync(cancel);
        await using var names = new NpgsqlCommand("select set_config('walls.console', $1, true), set_config('walls.engine', $2, true)", owner, transaction)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = address.ConsoleRole }, new NpgsqlParameter<string> { TypedValue = address.EngineRole } },
        };
        await names.ExecuteNonQueryAsync(cancel);

        await using var stream = typeof(Walls).Assembly.GetManifestResourceStream("Moderation.Web.Data.Walls.sql")!;
        using var reader = new StreamReader(stream);
#pragma warning disable CA2100 // The script is our own resource.
        await using var script = new NpgsqlCommand(await reader.ReadToEndAsync(cancel), owner, transaction);
#pragma warning restore CA2100
        await script.ExecuteNonQueryAsync(cancel);
        await transaction.CommitAsync(cancel);
    }
}

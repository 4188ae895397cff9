using Moderation.Web.Data;
using Npgsql;
using NpgsqlTypes;
using Quartz;

namespace Moderation.Web.Intake.Purchase;

/// <summary>
/// Every night: gives each suppression its mark. A trigger could not, since the database does not hold the key; and a bought list is
/// no worse recognised by what was known yesterday.
/// </summary>
[DisallowConcurrentExecution]
public sealed class OverlapMarking(EngineDataSource engine, Overlaps overlaps, ILogger<OverlapMarking> log) : IJob
{
    public static readonly JobKey Key = new("overlap", "audience");

    private const int AtOnce = 20_000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await RunAsync(cancellationToken);

    /// <returns>How many were marked.</returns>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        await using var reading = await engine.OpenAsync(ct);
        await using var writing = await engine.OpenAsync(ct);
        await using var due = new NpgsqlCommand(
            """
            select s.account_id, s.id, s.email_key from app.suppressions s
            where not exists (select from app.overlap_marks m where m.of_account = s.account_id and m.suppression_id = s.id)
            """,
            reading)
        { CommandTimeout = 0 };
        await using var reader = await due.ExecuteReaderAsync(ct);
        var marked = 0;
        var some = new List<(Guid Account, Guid Id, byte[] Mark)>(AtOnce);
        while (await reader.ReadAsync(ct))
        {
            some.Add((reader.GetGuid(0), reader.GetGuid(1), overlaps.Mark(reader.GetString(2))));
            if (some.Count == AtOnce)
            {
                marked += await WriteAsync(writing, some, ct);
            }
        }

        marked += await WriteAsync(writing, some, ct);
        log.LogInformation("{Marked} suppressions were marked", marked);
        return marked;
    }

    private static async Task<int> WriteAsync(NpgsqlConnection connection, List<(Guid Account, Guid Id, byte[] Mark)> marks, CancellationToken ct)
    {
        if (marks.Count == 0)
        {
            return 0;
        }

        await using var command = new NpgsqlCommand("insert into app.overlap_marks (of_account, suppression_id, mark) select * from unnest($1, $2, $3) on conflict do nothing", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid[]> { TypedValue = [.. marks.Select(m => m.Account)] },
                new NpgsqlParameter<Guid[]> { TypedValue = [.. marks.Select(m => m.Id)] },
                new NpgsqlParameter { Value = marks.Select(m => m.Mark).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
            },
        };
        marks.Clear();
        return await command.ExecuteNonQueryAsync(ct);
    }
}

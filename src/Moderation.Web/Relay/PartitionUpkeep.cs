using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>Makes the partitions of this month and the next ahead of time.</summary>
internal sealed class PartitionUpkeep(EngineDataSource engine, TimeProvider clock, ILogger<PartitionUpkeep> log) : BackgroundService
{
    public async Task MakeAsync(CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand("select app.make_partitions($1, 2)", connection)
        {
            Parameters = { new NpgsqlParameter<DateOnly> { TypedValue = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime) } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(12), clock);
        do
        {
            try
            {
                await MakeAsync(stoppingToken);
            }
            catch (NpgsqlException e)
            {
                // A release makes the partition that it needs, too.
                log.LogError(e, "The partitions of the coming month could not be made");
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>
/// What would otherwise wait for ever: campaigns whose release job was lost, campaigns whose last chunk closed while they were
/// paused, chunks of campaigns that were ended.
/// </summary>
internal sealed class ReleaseSweep(IServiceScopeFactory scopes, EngineDataSource engine, RelayOptions options, TimeProvider clock, ILogger<ReleaseSweep> log) : BackgroundService
{
    /// <summary>One round; the relay's nodes may do it all at once.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        // The job itself gets the first chance.
        var overdue = clock.GetUtcNow() - options.Sweep;
        await EachAsync(
            db => db.Campaigns.Where(c => (c.State == CampaignState.Releasing || c.State == CampaignState.Scheduled) && c.ReleaseAt <= overdue),
            (services, account, campaign) => services.GetRequiredService<Release>().RunAsync(account, campaign, ct),
            ct);
        await EachAsync(
            db => db.Campaigns.Where(c => c.State == CampaignState.Sending),
            (services, account, campaign) => services.GetRequiredService<Finish>().RunAsync(account, campaign, ct),
            ct);
        await CloseStoppedAsync(ct);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Sweep, clock);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "The sweep for lost releases failed and is repeated in {Wait}", options.Sweep);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task EachAsync(Func<EngineDb, IQueryable<Campaign>> which, Func<IServiceProvider, Guid, Guid, Task> act, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var campaigns = await which(scope.ServiceProvider.GetRequiredService<EngineDb>()).Select(c => new { c.AccountId, c.Id }).ToListAsync(ct);
        foreach (var campaign in campaigns)
        {
            try
            {
                await using var own = scopes.CreateAsyncScope();
                await act(own.ServiceProvider, campaign.AccountId, campaign.Id);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Somebody else moved it meanwhile.
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                log.LogError(e, "Campaign {Campaign} could not be swept", campaign.Id);
            }
        }
    }

    // A leased chunk is left to its node, which writes what it has sent and then sees the stop itself.
    private async Task CloseStoppedAsync(CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            with closed as (
                update app.delivery_chunks d set state = 2, lease = null, lease_until = null, node = null
                from app.campaigns c
                where c.account_id = d.account_id and c.id = d.campaign_id and c.state in ('Stopped', 'Withdrawn', 'Rejected')
                    and d.state < 2 and (d.state = 0 or d.lease_until < now())
                returning d.account_id, d.campaign_id)
            delete from app.volume_reservations r using closed where r.account_id = closed.account_id and r.campaign_id = closed.campaign_id
            """,
            connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay;

public sealed class ReleaseScheduleTests
{
    [Fact]
    public async Task A_scheduled_release_happens_with_its_transaction_and_not_without()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3, ("Roles", "Console,Jobs,Relay"), ("Relay:Sweep", "01:00:00"));
        var rolledBack = await world.ApproveAsync("Rolled back");
        var committed = await world.ApproveAsync("Committed");

        await ScheduleAsync(world, rolledBack, commit: false);
        await ScheduleAsync(world, committed, commit: true);
        await world.UntilAsync(committed, CampaignState.Sent);

        Assert.Equal(CampaignState.Releasing, (await world.CampaignAsync(rolledBack)).State);
        Assert.All(world.Route.Messages, m => Assert.Equal("Committed", m.Header("Subject")));
    }

    [Fact]
    public async Task Scheduling_again_replaces_and_an_undone_approval_leaves_nothing_to_do()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3, ("Roles", "Console,Jobs,Relay"), ("Relay:Sweep", "01:00:00"));
        var withdrawn = await world.ApproveAsync("Withdrawn");
        var twice = await world.ApproveAsync("Twice");

        await world.ChangeAsync(withdrawn, c => c.Withdraw());
        Assert.False(await world.ReleaseAsync(withdrawn));
        await ScheduleAsync(world, twice, commit: true);
        await ScheduleAsync(world, twice, commit: true);
        await world.UntilAsync(twice, CampaignState.Sent);

        Assert.Equal(3, world.Route.Messages.Count);
    }

    private static Task ScheduleAsync(RelayWorld world, Guid id, bool commit) => world.InAsync(world.Account, async (db, services) =>
    {
        await using var transaction = await db.Database.BeginTransactionAsync();
        await services.GetRequiredService<ReleaseSchedule>().ScheduleAsync(await db.Campaigns.SingleAsync(c => c.Id == id), CancellationToken.None);
        if (commit)
        {
            await transaction.CommitAsync();
        }
    });
}

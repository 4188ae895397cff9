using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Intake;

public sealed class CampaignIntakeTests
{
    [Fact]
    public async Task A_batch_that_is_handed_over_while_the_volume_is_summed_is_counted()
    {
        var relay = new Handing();
        await using var app = await ConsoleApp.StartWithAsync(services => services.ConfigureDbContext<ModerationDb>(options => options.AddInterceptors(relay)));
        var account = await app.AddAccountAsync("Lighthouse");
        var now = app.Clock.GetUtcNow();
        var sending = new Campaign { AccountId = account.Id, CreatedBy = Guid.NewGuid(), CreatedAt = now };
        var draft = new Campaign { AccountId = account.Id, CreatedBy = Guid.NewGuid(), CreatedAt = now };
        await app.AsEngineAsync(async db =>
        {
            db.AddRange(sending, draft, new VolumeReservation { AccountId = account.Id, CampaignId = sending.Id, Remaining = 300, At = now });
            return await db.SaveChangesAsync();
        });
        relay.After = () => app.AsEngineAsync(async db =>
        {
            await db.VolumeReservations.ExecuteUpdateAsync(set => set.SetProperty(r => r.Remaining, r => r.Remaining - 200));
            db.Add(new Handover { AccountId = account.Id, CampaignId = sending.Id, At = now, Messages = 200 });
            return await db.SaveChangesAsync();
        });

        var checkUp = await app.AsAccountAsync(account.Id, services => services.CheckUpAsync(draft));

        Assert.True(relay.HasRun);
        Assert.Equal(300, checkUp.Submission.Volume!.HandedOver.Value);
    }

    /// <summary>Commits something right after the handovers were read.</summary>
    private sealed class Handing : DbCommandInterceptor
    {
        public Func<Task>? After { get; set; }

        public bool HasRun { get; private set; }

        public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
        {
            if (After is { } act && command.CommandText.Contains("handovers", StringComparison.Ordinal))
            {
                (After, HasRun) = (null, true);
                await act();
            }

            return result;
        }
    }
}

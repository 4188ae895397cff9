using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Intake;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake;

public sealed class NightlyCleaningTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task What_is_too_old_goes_and_the_rest_stays()
    {
        var now = world.App.Clock.GetUtcNow();
        await world.SaveAsync([File(1, now.AddMinutes(-1)), File(2, now.AddMinutes(1)), Link(1, now.AddDays(-2)), Link(2, now.AddHours(-2))]);

        await using (var scope = world.App.Services.CreateAsyncScope())
        {
            await ActivatorUtilities.CreateInstance<NightlyCleaning>(scope.ServiceProvider).RunAsync(now, CancellationToken.None);
        }

        Assert.Equal(["2.pdf"], await world.ReadAsync(db => db.HostedFiles.Select(file => file.Name).ToListAsync()));
        Assert.Equal(["https://lighthouse.example/2"], await world.ReadAsync(db => db.KnownLinks.Select(link => link.Address).ToListAsync()));
    }

    private HostedFile File(byte number, DateTimeOffset expires) => new()
    {
        Id = Guid.NewGuid(),
        AccountId = world.Lighthouse.Id,
        Digest = [number],
        Name = $"{number}.pdf",
        MediaType = "application/pdf",
        Bytes = [number],
        Size = 1,
        By = "Ada",
        At = expires.AddDays(-90),
        ExpiresAt = expires,
    };

    private KnownLink Link(byte number, DateTimeOffset at) => new() { AccountId = world.Lighthouse.Id, AddressHash = [number], Address = $"https://lighthouse.example/{number}", Probe = "{}", At = at };
}

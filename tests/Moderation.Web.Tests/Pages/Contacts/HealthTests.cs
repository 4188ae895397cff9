using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Hygiene;
using Moderation.Web.Tests.Intake.Purchase;

namespace Moderation.Web.Tests.Pages.Contacts;

public sealed class HealthTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private string Page => $"/contacts/{_world.List.Id}/health";

    [Fact]
    public async Task Each_figure_stands_with_its_n()
    {
        await _world.SaveAsync([
            new Suppression { AccountId = _world.Lighthouse.Id, EmailKey = "reader001@mailbox.example", Reason = SuppressionReason.HardBounce, At = _world.App.Clock.GetUtcNow(), Evidence = "test" },
            new Suppression { AccountId = _world.Lighthouse.Id, EmailKey = "reader002@mailbox.example", Reason = SuppressionReason.Complaint, At = _world.App.Clock.GetUtcNow(), Evidence = "test" }]);

        var page = await _world.Marketer.ReadAsync(Page);

        Assert.Contains("100.0 %, 60 of 60", page, StringComparison.Ordinal);
        Assert.Contains("1.7 %, 1 of 60", page, StringComparison.Ordinal);
        Assert.Contains("100.0 %, 58 of 58", page, StringComparison.Ordinal);
        Assert.Contains("silence says nothing yet", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_few_people_are_still_being_collected()
    {
        var (list, _) = await _world.AddAsync("Small", ListOf.People(5, seed: 1), _ => null);

        var page = await _world.Marketer.ReadAsync($"/contacts/{list.Id}/health");

        Assert.Contains("5 of 5, collecting", page, StringComparison.Ordinal);
        Assert.DoesNotContain(" %,", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_can_be_seen_nobody_is_unsubscribed()
    {
        await SilentAsync(seen: false);

        var token = Hosting.Visitor.Token(await _world.Marketer.ReadAsync("/contacts"));
        using var posted = await _world.Marketer.PostAsync(Page + "?handler=Unsubscribe", [("__RequestVerificationToken", token)]);

        Assert.Equal(Page, MarketerWorld.Location(posted));
        Assert.Equal(0, await _world.ReadAsync(db => db.Suppressions.CountAsync()));
    }

    [Fact]
    public async Task The_never_active_are_asked_by_a_draft_to_them_alone()
    {
        await SilentAsync(seen: true);

        using var answer = await _world.Marketer.SubmitAsync(Page, [], "Ask");

        Assert.EndsWith("/edit", MarketerWorld.Location(answer), StringComparison.Ordinal);
        var campaign = await _world.ReadAsync(db => db.Campaigns.AsNoTracking().SingleAsync());
        Assert.Contains("{{ keep_url }}", campaign.Html, StringComparison.Ordinal);
        Assert.Equal(59, await _world.ReadAsync(db => db.ListMemberships.CountAsync(m => m.ListId == campaign.ListId)));
        Assert.Contains("Waiting for the mailing", await _world.Marketer.ReadAsync(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_never_active_are_unsubscribed_in_one_press()
    {
        await SilentAsync(seen: true);

        using var answer = await _world.Marketer.SubmitAsync(Page, [], "Unsubscribe");

        Assert.Equal(59, await _world.ReadAsync(db => db.Suppressions.CountAsync(s => s.Reason == SuppressionReason.Inactive)));
    }

    // Everybody has been silent for long; with one who reads, so that silence means something.
    private Task<int> SilentAsync(bool seen)
    {
        var now = _world.App.Clock.GetUtcNow();
        return _world.App.AsEngineAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into app.contact_activity (account_id, contact_id, mailings_since, counting_since) select account_id, id, 9, {now.AddDays(-300)} from app.contacts");
            var one = await db.Contacts.Where(c => c.EmailKey == "reader030@mailbox.example").SingleAsync();
            return seen ? await db.EngagedAsync(one.AccountId, one.Id, Engagement.Opened, now, CancellationToken.None) : 0;
        });
    }
}

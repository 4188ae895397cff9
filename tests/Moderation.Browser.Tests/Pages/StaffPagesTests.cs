using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Reputation;
using Moderation.Rules;
using Moderation.Web.Jobs;
using Moderation.Web.Tests.Jobs;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>The staff's pages at a desk and on a phone, light and dark.</summary>
[Collection(BrowserCollection.Name)]
public sealed class StaffPagesTests(BrowserFixture fixture, WaitingLetters served) : IClassFixture<WaitingLetters>
{
    private readonly QueueWorld _world = served.World;

    [BrowserFact]
    public async Task Axe_finds_nothing_and_the_policy_refuses_nothing()
    {
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        await ada.LookAsync(
            ("queue", "/queue"),
            ("queue-empty", "/queue?state=deferred"),
            ("review", _world.Address(served.Campaign)),
            ("decisions", "/decisions"),
            ("accounts", "/accounts"),
            ("account", $"/accounts/{_world.Account.Id}"),
            ("reputation", "/reputation"),
            ("reputation-campaign", $"/reputation/{_world.Account.Id}/{served.Mailing}"));
        Assert.Empty(ada.Violations);
    }

    [BrowserTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_in_the_states_of_a_review(int width, int height, ColorScheme scheme)
    {
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada, width, height, scheme);
        await using var ben = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ben, width, height, scheme);
        var shot = $"-{width}-{scheme}".ToLowerInvariant();
        var held = await _world.HoldAsync("A letter in many states", QueueWorld.New);
        await ada.OpenAsync(_world.Address(held.Id));
        await ada.Page.UncheckAsync("[data-reason]:checked");
        await ada.Page.FillAsync("textarea", "Please mend the hours.");
        await ada.Page.ClickAsync("button[value=Return]");
        await Assertions.Expect(ada.Page.Locator(".error-summary")).ToBeFocusedAsync();
        await ada.CheckAsync("review-no-reason" + shot);

        await ben.OpenAsync(_world.Address(held.Id));
        if (width < 500)
        {
            await ben.Page.ClickAsync(".more-button");
            await ben.CheckAsync("review-more" + shot);
        }

        await ben.Page.GetByRole(AriaRole.Button, new() { Name = "Claim" }).ClickAsync();
        await ben.CheckAsync("review-mine" + shot);
        await ada.OpenAsync(_world.Address(held.Id));
        await ada.CheckAsync("review-claimed" + shot);

        var contested = await _world.HoldAsync("A contested letter", _world.Now.AddMinutes(10), _world.Marketer.Id, QueueWorld.New);
        await ada.OpenAsync(_world.Address(contested.Id));
        await ada.Page.FillAsync("textarea", "A note worth keeping.");
        await ben.OpenAsync(_world.Address(contested.Id));
        await ben.Page.ClickAsync("button[value=Approve]");
        await Assertions.Expect(ben.Page.GetByText("You approved “A contested letter”.").First).ToBeVisibleAsync();
        await ben.CheckAsync("review-decided" + shot);
        await ada.Page.ClickAsync("button[value=Approve]");
        await Assertions.Expect(ada.Page.GetByText("ben approved this campaign on")).ToBeVisibleAsync();
        await ada.CheckAsync("review-conflict" + shot);

        await ben.OpenAsync(_world.Address(served.Campaign));
        if (width > 500)
        {
            await ben.Page.ClickAsync("[data-help]");
            await ben.CheckAsync("review-keys" + shot);
        }
    }

    [BrowserTheory]
    [InlineData(1440, 900)]
    [InlineData(390, 844)]
    public async Task Verdict_top_finding_and_decision_bar_stand_in_the_first_view(int width, int height)
    {
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada, width, height);
        await ada.OpenAsync(_world.Address(served.Campaign));
        foreach (var part in new[] { ".verdict", ".review-verdict .finding h3", ".review-verdict .finding p", ".decision-bar" })
        {
            var box = (await ada.Page.Locator(part).First.BoundingBoxAsync())!;
            Assert.True(box.Y >= 0 && box.Y + box.Height <= height, $"{part} stands at {box.Y} to {box.Y + box.Height} of {height}.");
        }

        var bar = (await ada.Page.Locator(".decision-bar").BoundingBoxAsync())!;
        var message = (await ada.Page.Locator(".review-verdict .finding p").First.BoundingBoxAsync())!;
        Assert.True(message.Y + message.Height <= bar.Y, "The bar covers the top finding.");
        foreach (var button in await ada.Page.Locator(".decision-bar > button:visible").AllAsync())
        {
            Assert.True((await button.BoundingBoxAsync())!.Height >= 44);
        }
    }
}

/// <summary>Letters that wait for a decision, and one that was sent badly.</summary>
public sealed class WaitingLetters : ServedWorld
{
    private static readonly Finding Volume = new("volume.three-point-six", Severity.Hold, "38,400 messages in 7 days; the limit is 3.6 × 10,000 = 36,000.", new Where(Part.Account), [new Evidence("sent in 7 days", "38,400"), new Evidence("opt-in contacts", "10,000"), new Evidence("excess", "2400")], "Wait until Thursday, or let a project manager decide.");
    private static readonly Finding Large = new("attachment.large", Severity.Advise, "The attachment menu.pdf has 0.9 MB.", new Where(Part.Attachment, "0"), [new Evidence("size", "943,718 bytes")], "Put it on your own server and link to it.");

    public Guid Campaign { get; private set; }

    public Guid Mailing { get; private set; }

    protected override async Task SeedAsync()
    {
        await World.HoldAsync("Opening hours in December", QueueWorld.New);
        Campaign = (await World.HoldAsync("Autumn letter from the lighthouse: the café opens at nine", QueueWorld.Link, Volume, QueueWorld.New, Large)).Id;
        await World.HoldAsync("Thank you for your visit", World.Now.AddMinutes(40), World.Marketer.Id, QueueWorld.New);
        await World.HoldAsync("Winter storms: what we recommend", QueueWorld.New, QueueWorld.Link);
        var ended = World.Now.AddDays(-3);
        var day = DateOnly.FromDateTime(ended.UtcDateTime);
        Mailing = await World.App.AddSentAsync(World.Account.Id, "Summer letter", ended,
            (EventKind.Attempted, day, 20_000), (EventKind.Delivered, day, 19_700), (EventKind.HardBounced, day, 1_150), (EventKind.PolicyBlocked, day, 100), (EventKind.Unsubscribed, day, 58));
        await World.App.AddSentAsync(World.Account.Id, "Letter to friends", ended.AddDays(-1), (EventKind.Attempted, day, 63), (EventKind.Delivered, day, 63));
        await World.App.AsEngineAsync(db => new ReputationNight(db).RunAsync(day.AddDays(3), World.Now, CancellationToken.None));
    }
}

using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>Reviewing by keyboard.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ReviewKeysTests(BrowserFixture fixture) : IAsyncLifetime
{
    private QueueWorld _world = null!;
    private StaffBrowser _ada = null!;

    private IKeyboard Keyboard => _ada.Page.Keyboard;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is not null)
        {
            _world = await QueueWorld.ServeAsync();
            _ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        }
    }

    public async Task DisposeAsync()
    {
        if (_world is not null)
        {
            await _ada.DisposeAsync();
            await _world.DisposeAsync();
        }
    }

    [BrowserFact]
    public async Task A_clean_approve_takes_one_key_and_the_next_item_has_the_focus_and_an_undo()
    {
        var (first, second) = (await _world.HoldAsync("First letter"), await _world.HoldAsync("Second letter"));
        await OpenAsync(first.Id);
        await Keyboard.PressAsync("a");
        await _ada.Page.WaitForURLAsync(url => url.Contains(second.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(CampaignState.Releasing, (await _world.CampaignAsync(first.Id)).State);
        Assert.Equal("H1", await _ada.Page.EvaluateAsync<string>("document.activeElement.tagName"));
        await Assertions.Expect(_ada.Page.Locator("#said")).ToContainTextAsync("You approved “First letter”.");

        await _ada.SettleAsync();
        await Keyboard.PressAsync("z");
        await _ada.Page.WaitForURLAsync(url => url.Contains(first.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(first.Id)).State);
        Assert.Empty(_ada.Violations);
    }

    [BrowserFact]
    public async Task A_return_takes_two_keys_and_a_reject_three()
    {
        var (first, second) = (await _world.HoldAsync("First letter", QueueWorld.New, QueueWorld.Link), await _world.HoldAsync("Second letter"));
        await OpenAsync(first.Id);
        await Keyboard.PressAsync("e");
        await Keyboard.PressAsync("Control+Enter");
        await _ada.Page.WaitForURLAsync(url => url.Contains(second.Id.ToString(), StringComparison.Ordinal));
        Assert.Equal(["link.unreachable"], Assert.Single(await _world.DecisionsAsync(first.Id)).Reasons);

        await _ada.SettleAsync();
        await Keyboard.PressAsync("x");
        await Keyboard.PressAsync("2");
        await Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(_ada.Page.GetByText("Queue clear")).ToBeVisibleAsync();
        Assert.Equal(["content.illicit", "account.new"], Assert.Single(await _world.DecisionsAsync(second.Id)).Reasons);
    }

    [BrowserFact]
    public async Task What_speaks_against_a_mail_is_approved_only_by_a_second_key()
    {
        var held = await _world.HoldAsync("Letter", QueueWorld.New, QueueWorld.Link);
        await OpenAsync(held.Id);
        await Keyboard.PressAsync("a");
        await _ada.SettleAsync();
        Assert.Empty(await _world.DecisionsAsync(held.Id));
        await Keyboard.PressAsync("Escape");
        await Keyboard.PressAsync("Control+Enter");
        await _ada.SettleAsync();
        Assert.Empty(await _world.DecisionsAsync(held.Id));
        await Keyboard.PressAsync("a");
        await Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(_ada.Page.GetByText("Queue clear")).ToBeVisibleAsync();
        Assert.Equal(DecisionKind.Approve, Assert.Single(await _world.DecisionsAsync(held.Id)).Kind);
    }

    [BrowserFact]
    public async Task A_key_that_is_held_down_approves_one_item_at_most()
    {
        for (var i = 0; i < 4; i++)
        {
            await _world.HoldAsync($"Letter {i}");
        }

        var first = await _world.HoldAsync("Held letter", _world.Now.AddMinutes(10), _world.Marketer.Id, QueueWorld.New);
        await OpenAsync(first.Id);
        for (var i = 0; i < 30; i++)
        {
            // A second "down" without "up" is a repeat.
            await Keyboard.DownAsync("a");
            await _ada.Page.WaitForTimeoutAsync(30);
        }

        await Keyboard.UpAsync("a");
        await _ada.SettleAsync();
        Assert.Equal(1, await _world.App.AsEngineAsync(db => Task.FromResult(db.Decisions.Count())));
    }

    [BrowserFact]
    public async Task Keys_do_nothing_in_inputs_and_right_after_a_new_item_and_can_be_switched_off_for_good()
    {
        var held = await _world.HoldAsync("Letter");
        await _ada.OpenAsync(_world.Address(held.Id));
        await Keyboard.PressAsync("a");
        await OpenAsync(held.Id);
        await _ada.Page.FocusAsync("textarea");
        await Keyboard.TypeAsync("a reject?");
        Assert.Equal("a reject?", await _ada.Page.InputValueAsync("textarea"));
        Assert.False(await _ada.Page.Locator("dialog").IsVisibleAsync());

        await _ada.Page.EvaluateAsync("document.activeElement.blur()");
        await Keyboard.PressAsync("?");
        await _ada.Page.GetByLabel("Keys are on in this browser").UncheckAsync();
        await _ada.Page.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await OpenAsync(held.Id);
        await Keyboard.PressAsync("a");
        await _ada.SettleAsync();
        Assert.Empty(await _world.DecisionsAsync(held.Id));
    }

    [BrowserFact]
    public async Task Items_and_findings_are_walked_by_key()
    {
        var first = await _world.HoldAsync("First letter", QueueWorld.Link, QueueWorld.New);
        var second = await _world.HoldAsync("Second letter");
        await OpenAsync(first.Id);
        await Keyboard.PressAsync("n");
        Assert.Contains("finding", await _ada.Page.EvaluateAsync<string>("document.activeElement.className"), StringComparison.Ordinal);
        await Keyboard.PressAsync("j");
        await _ada.Page.WaitForURLAsync(url => url.Contains(second.Id.ToString(), StringComparison.Ordinal));
        await _ada.SettleAsync();
        await Keyboard.PressAsync("k");
        await _ada.Page.WaitForURLAsync(url => url.Contains(first.Id.ToString(), StringComparison.Ordinal));
    }

    private async Task OpenAsync(Guid campaign)
    {
        await _ada.OpenAsync(_world.Address(campaign));
        await _ada.SettleAsync();
    }
}

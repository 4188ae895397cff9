using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>What admins alone see: people and the making of accounts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AdminPagesTests(BrowserFixture fixture) : IAsyncLifetime
{
    private QueueWorld _world = null!;

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is not null)
        {
            _world = await QueueWorld.ServeAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (_world is not null)
        {
            await _world.DisposeAsync();
        }
    }

    [BrowserTheory]
    [InlineData(1440, 900, ColorScheme.Light)]
    [InlineData(1440, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Axe_finds_nothing_and_the_policy_refuses_nothing(int width, int height, ColorScheme scheme)
    {
        var shot = $"-{width}-{scheme}".ToLowerInvariant();
        var root = await _world.App.AddUserAsync("root@provider.example", Role.Admin);
        await _world.App.BehindTheWallsAsync($"update identity.users set two_factor_enabled = true, lockout_end = now() + interval '10 minutes' where id = '{_world.Ben.Id}'");
        await using var admin = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, root, width, height, scheme);
        await LookAsync(admin, "accounts-admin" + shot, "/accounts");
        await LookAsync(admin, "account-new" + shot, "/accounts/new");
        await LookAsync(admin, "account-profile" + shot, $"/accounts/{_world.Account.Id}/profile");
        await LookAsync(admin, "account-admin" + shot, $"/accounts/{_world.Account.Id}");
        await LookAsync(admin, "people" + shot, "/people");
        await LookAsync(admin, "people-none" + shot, "/people?search=nobody-of-that-name");
        await LookAsync(admin, "person-new" + shot, $"/people/new?account={_world.Account.Id}");
        await LookAsync(admin, "person" + shot, $"/people/{_world.Ben.Id}");
        await LookAsync(admin, "person-me" + shot, $"/people/{root.Id}");

        await admin.OpenAsync($"/people/{_world.Ada.Id}");
        await admin.Page.FillAsync("textarea", "Left the company on Friday");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Assertions.Expect(admin.Page.GetByText("The person is deactivated.").First).ToBeVisibleAsync();
        await CheckAsync(admin, "person-deactivated" + shot);
        Assert.Empty(admin.Violations);

        // The browser notes answers that are errors, and this one is meant to be.
        await admin.OpenAsync($"/people/{_world.Ada.Id}");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Reactivate" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".error-summary")).ToBeVisibleAsync();
        await CheckAsync(admin, "person-no-reason" + shot);
    }

    private static async Task LookAsync(StaffBrowser browser, string name, string address)
    {
        await browser.OpenAsync(address);
        await CheckAsync(browser, name);
    }

    private static async Task CheckAsync(StaffBrowser browser, string name)
    {
        await browser.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await browser.ShootAsync(name);
        var found = await browser.Page.RunAxe(new AxeRunOptions { Iframes = false });
        Assert.True(found.Violations.Length == 0, $"{name}: " + string.Join("; ", found.Violations.Select(v => $"{v.Id} {string.Join(", ", v.Nodes.Take(3).Select(n => n.Html))}")));
        Assert.True(await browser.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways.");
    }
}

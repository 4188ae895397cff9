using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>What admins alone see: people and the making of accounts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class AdminPagesTests(BrowserFixture fixture, ServedWorld served) : IClassFixture<ServedWorld>
{
    private readonly QueueWorld _world = served.World;

    [BrowserFact]
    public async Task Axe_finds_nothing_and_the_policy_refuses_nothing()
    {
        var root = await _world.App.AddUserAsync("root@provider.example", Role.Admin);
        await _world.App.BehindTheWallsAsync($"update identity.users set two_factor_enabled = true, lockout_end = now() + interval '10 minutes' where id = '{_world.Ben.Id}'");
        await using var admin = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, root);
        await admin.LookAsync(
            ("accounts-admin", "/accounts"),
            ("account-new", "/accounts/new"),
            ("account-profile", $"/accounts/{_world.Account.Id}/profile"),
            ("account-admin", $"/accounts/{_world.Account.Id}"),
            ("people", "/people"),
            ("people-none", "/people?search=nobody-of-that-name"),
            ("person-new", $"/people/new?account={_world.Account.Id}"),
            ("person", $"/people/{_world.Ben.Id}"),
            ("person-me", $"/people/{root.Id}"));

        await admin.OpenAsync($"/people/{_world.Ada.Id}");
        await admin.Page.FillAsync("textarea", "Left the company on Friday");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Deactivate" }).ClickAsync();
        await Assertions.Expect(admin.Page.GetByText("The person is deactivated.").First).ToBeVisibleAsync();
        await admin.LookAsync("person-deactivated");
        Assert.Empty(admin.Violations);

        // The browser notes answers that are errors, and this one is meant to be.
        await admin.OpenAsync($"/people/{_world.Ada.Id}");
        await admin.Page.GetByRole(AriaRole.Button, new() { Name = "Reactivate" }).ClickAsync();
        await Assertions.Expect(admin.Page.Locator(".error-summary")).ToBeVisibleAsync();
        await admin.LookAsync("person-no-reason");
    }
}

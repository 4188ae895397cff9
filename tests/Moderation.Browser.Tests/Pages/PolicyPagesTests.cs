using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>The policy, the rules, and a block that is appealed, on each screen and in each theme.</summary>
[Collection(BrowserCollection.Name)]
public sealed class PolicyPagesTests(BrowserFixture fixture, ServedWorld served) : IClassFixture<ServedWorld>
{
    private readonly QueueWorld _world = served.World;

    [BrowserFact]
    public async Task The_policy_and_the_rules()
    {
        await using var root = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, await _world.App.AddUserAsync("root@provider.example", Role.Admin));
        await root.LookAsync(("rules", "/rules"), ("rules-none", "/rules?search=zzz"), ("rule", "/rules/link.not-https"), ("rule-figures", "/rules/volume.three-point-six"), ("policy", "/platform/policy"));
        await root.Page.SelectOptionAsync("select[name='severity.attachment.large']", "Block");
        await root.Page.FillAsync("input[name='figure.VolumeFactor']", "2.5");
        await root.Page.FillAsync("textarea[name=Why]", "Complaints about large files");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Show what would change" }).ClickAsync();
        await Assertions.Expect(root.Page.GetByRole(AriaRole.Heading, new() { Name = "Saving would change" })).ToBeVisibleAsync();
        await root.LookAsync("policy-preview");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Save the new version" }).ClickAsync();
        await Assertions.Expect(root.Page.GetByText("Version 2 of the policy counts from now on").First).ToBeVisibleAsync();
        await root.LookAsync("policy-saved");
        Assert.Empty(root.Violations);

        // The browser notes answers that are errors, and this one is meant to be.
        await root.Page.FillAsync("input[name='figure.VolumeFactor']", "3,6");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Save the new version" }).ClickAsync();
        await Assertions.Expect(root.Page.Locator(".error-summary")).ToBeVisibleAsync();
        await root.LookAsync("policy-refused");
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        await ada.LookAsync(("policy-read-only", "/platform/policy"));
        Assert.Empty(ada.Violations);
    }

    [BrowserFact]
    public async Task A_block_that_is_appealed()
    {
        var campaign = new Campaign { AccountId = _world.Account.Id, CreatedBy = _world.Marketer.Id, CreatedAt = _world.Now };
        await _world.ChangeAsync(db =>
        {
            campaign.Edit(
                new CampaignDraft("A letter about a partner", "", """<p>Our <a href="http://partner.example/offer">partner</a>.</p><p><a href="{{ unsubscribe_url }}">Unsubscribe</a></p>""", "", db.Senders.Single().Id, db.Lists.Single().Id, null),
                _world.Marketer.Id, _world.Now);
            db.Add(campaign);
        });
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Marketer);
        await marketer.LookAsync(("checkup-blocked", $"/campaigns/{campaign.Id}/check-up"));
        await marketer.Page.FillAsync("#appeal-reason", "The partner gets its certificate next week; the page itself is harmless.");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Ask a project manager" }).ClickAsync();
        await Assertions.Expect(marketer.Page.GetByText("You asked to lift the block")).ToBeVisibleAsync();
        await marketer.LookAsync("appealed");
        await marketer.LookAsync(("rules-marketer", "/rules"));
        Assert.Empty(marketer.Violations);

        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        await ada.LookAsync(("queue-appealed", "/queue"), ("review-appealed", _world.Address(campaign.Id)));
        Assert.Empty(ada.Violations);
    }
}

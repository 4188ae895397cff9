using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Contacts;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Hygiene;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Tenancy;

namespace Moderation.Browser.Tests.Pages;

/// <summary>Health of a list, filters and groups, what an import looked like, proof of consent, and what a silent reader opens.</summary>
[Collection(BrowserCollection.Name)]
public sealed class HygienePagesTests(BrowserFixture fixture, SentLetter letter) : IClassFixture<SentLetter>
{
    [BrowserFact]
    public async Task What_a_marketer_sees_of_a_list()
    {
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("health-collecting", $"/contacts/{letter.EmptyList}/health"), ("health-unseen", $"/contacts/{letter.List}/health"));
        await SilentAsync();
        await FlagAsync();
        await marketer.LookAsync(
            ("health", $"/contacts/{letter.List}/health"),
            ("contacts-all", "/contacts/all"),
            ("contacts-filtered", "/contacts/all?Provider=readers.example&Activity=NotClickedSince&Since=2026-01-01"),
            ("contacts-none-fit", "/contacts/all?Provider=nowhere.example"),
            ("import-flagged", $"/contacts/imports/{letter.Import}"),
            ("contacts-flagged", "/contacts"),
            ("proof-none", $"/campaigns/{letter.Campaign}/proof"));
        await marketer.OpenAsync("/contacts/all?Provider=readers.example");
        await marketer.Page.GetByLabel("Name").FillAsync("Readers at readers.example");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Keep the group" }).ClickAsync();
        await marketer.LookAsync("group");
        await marketer.OpenAsync($"/contacts/{letter.List}/health");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Ask them a last time" }).ClickAsync();
        await Assertions.Expect(marketer.Page.GetByText("The last mailing is a draft now").First).ToBeVisibleAsync();
        await marketer.LookAsync(("health-asked", $"/contacts/{letter.List}/health"));
        Assert.Empty(marketer.Violations);
    }

    [BrowserFact]
    public async Task Proof_that_is_asked_for()
    {
        var ada = await letter.App.AddUserAsync($"{Guid.NewGuid():N}@provider.example"[20..], Role.ProjectManager);
        await letter.App.AsEngineAsync(async db =>
        {
            var campaign = await db.Campaigns.SingleAsync(c => c.Id == letter.Campaign);
            await db.DrawProofAsync(campaign, letter.List, "Ada", letter.App.Clock.GetUtcNow(), CancellationToken.None);
            await db.SaveChangesAsync();
            (await db.ProofSamples.OrderBy(s => s.Email).FirstAsync()).Answer("On paper at the fair in Milan, we have the card.", "card.png", [1, 2], "Bea", letter.App.Clock.GetUtcNow());
            return await db.SaveChangesAsync();
        });
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("proof-asked", $"/campaigns/{letter.Campaign}"), ("proof", $"/campaigns/{letter.Campaign}/proof"));
        await using var staff = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, ada);
        await staff.LookAsync(("proof-staff", $"/queue/{letter.Lighthouse.Id}/{letter.Campaign}/proof"));
        Assert.Empty(marketer.Violations.Concat(staff.Violations));
    }

    [BrowserFact]
    public async Task What_a_silent_reader_opens()
    {
        await using var reader = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        var link = (await letter.LinkAsync(TokenPurpose.Keep, 9)).Replace("/u/", "/k/", StringComparison.Ordinal);
        await reader.LookAsync(("keep", link));
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Yes, I want to stay" }).ClickAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Name = "You stay on the list" })).ToBeVisibleAsync();
        await reader.LookAsync("keep-done");
        Assert.Empty(reader.Violations);
    }

    private Task<int> SilentAsync()
    {
        var now = letter.App.Clock.GetUtcNow();
        return letter.App.AsEngineAsync(async db =>
        {
            await db.Database.ExecuteSqlAsync(
                $"insert into app.contact_activity (account_id, contact_id, mailings_since, counting_since) select account_id, id, 9, {now.AddDays(-300)} from app.contacts where email_key < 'reader040' on conflict do nothing");
            var one = await db.Contacts.SingleAsync(c => c.EmailKey == "reader100@readers.example");
            return await db.EngagedAsync(one.AccountId, one.Id, Engagement.Opened, now, CancellationToken.None);
        });
    }

    private async Task FlagAsync()
    {
        await using var scope = letter.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ImportFlagging>().RunAsync(CancellationToken.None);
        await letter.App.AsEngineAsync(db => db.ImportFlags.Where(f => f.ImportId == letter.Import).ExecuteUpdateAsync(set => set
            .SetProperty(f => f.Holds, true)
            .SetProperty(f => f.Signs, """[{"Sign":"role addresses","Figure":"31 of 900, 3.4 %","Limit":"above 2 %"},{"Sign":"in the order of the alphabet","Figure":"448 of 450 pairs, 99.6 %","Limit":"above 95 %","IsOrder":true}]""")));
    }
}

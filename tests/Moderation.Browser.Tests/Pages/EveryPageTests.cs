using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Contacts;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.People;

namespace Moderation.Browser.Tests.Pages;

/// <summary>The pages that stand in no other axe test: of contacts and senders, of signing in, of recipients and of Development.</summary>
[Collection(BrowserCollection.Name)]
public sealed class EveryPageTests(BrowserFixture fixture, SentLetter letter) : IClassFixture<SentLetter>
{
    private const string Export =
        "Email Address,First Name,Last Name,Address,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,TIMEZONE,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n" +
        "ada@readers.example,Ada,Lindqvist,1 Pier Road Falmouth,4,,,2025-03-01 08:15:00,192.0.2.7,Europe/London,2026-01-02 10:00:00,123456789,0a1b2c3d4e,,sailing\n";

    [BrowserFact]
    public async Task The_pages_of_a_marketer()
    {
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("campaigns", "/campaigns"),
            ("result", $"/campaigns/{letter.Campaign}"),
            ("came-back-nothing", $"/campaigns/{letter.Campaign}/came-back"),
            ("campaign-report", $"/campaigns/{letter.Campaign}/report"),
            ("sending-hours", "/campaigns/hours"),
            ("contacts", "/contacts"),
            ("list", $"/contacts/{letter.List}"),
            ("list-found-nothing", $"/contacts/{letter.List}?find=nobody"),
            ("list-empty", $"/contacts/{letter.EmptyList}"),
            ("import", $"/contacts/{letter.List}/import"),
            ("import-report", $"/contacts/imports/{letter.Import}"),
            ("senders", "/senders"),
            ("marketer-reputation", "/reputation"),
            ("marketer-reputation-campaign", $"/reputation/{letter.Lighthouse.Id}/{letter.Campaign}"),
            ("security", "/account/security"));
        Assert.Empty(marketer.Violations);
        // The browser notes answers that are errors, and these are meant to be.
        await marketer.LookAsync(("denied", "/account/denied"));
        await marketer.OpenAsync("/campaigns/hours");
        await marketer.Page.GetByLabel("Time zone").FillAsync("Nowhere");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await marketer.LookAsync("sending-hours-refused");
        await marketer.OpenAsync($"/contacts/{letter.List}/import");
        await marketer.Page.Locator("main form button").First.ClickAsync();
        await marketer.LookAsync("import-refused");
        await marketer.Page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload { Name = "subscribed.csv", MimeType = "text/csv", Buffer = System.Text.Encoding.UTF8.GetBytes(Export) });
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await marketer.Page.GetByLabel("Where do these contacts come from?").FillAsync("Newsletter form on our shop");
        await marketer.LookAsync("import-columns");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await marketer.LookAsync("import-columns-refused");
        await marketer.Page.GetByLabel("These people gave").CheckAsync();
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" })).ToBeVisibleAsync();
        await marketer.LookAsync("import-running");
        await marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Stop" }).ClickAsync();
        await Assertions.Expect(marketer.Page.GetByRole(AriaRole.Button, new() { Name = "Continue" })).ToBeVisibleAsync();
        await marketer.LookAsync("import-stopped");
        Assert.All(marketer.Violations, message => Assert.StartsWith("Failed to load resource: the server responded with a status of 4", message, StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task The_pages_of_a_marketer_who_has_nothing_yet()
    {
        await using var newcomer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Newcomer);
        await newcomer.LookAsync(("campaigns-none", "/campaigns"), ("contacts-none", "/contacts"), ("senders-none", "/senders"), ("reputation-none", "/reputation"));
        Assert.Empty(newcomer.Violations);
    }

    [BrowserFact]
    public async Task Signing_in_and_its_second_step()
    {
        var user = await letter.App.AddUserAsync($"{Guid.NewGuid():N}@provider.example"[20..], Role.ProjectManager);
        await using var visitor = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        await visitor.LookAsync(("signin", "/account/signin"), ("forgot", "/account/forgot"), ("reset", $"/account/reset?user={user.Id}&code=x"));
        await visitor.OpenAsync("/account/signin");
        await visitor.Page.FillAsync("input[name=Email]", user.Email!);
        await visitor.Page.FillAsync("input[type=password]", "wrong");
        await visitor.Page.PressAsync("input[type=password]", "Enter");
        await visitor.LookAsync("signin-wrong");
        await visitor.OpenAsync("/account/forgot");
        await visitor.Page.FillAsync("input[name=Email]", "nobody@provider.example");
        await visitor.Page.PressAsync("input[name=Email]", "Enter");
        await Assertions.Expect(visitor.Page.GetByText("a mail with a link is on its way")).ToBeVisibleAsync();
        await visitor.LookAsync("forgot-sent");

        await visitor.GivePasswordAsync(user);
        await visitor.LookAsync(("authenticator", "/account/authenticator"));
        var key = await visitor.Page.Locator("#key").InnerTextAsync();
        await visitor.Page.FillAsync("input[name=Code]", Totp.Code(key, letter.App.Clock.GetUtcNow()));
        await visitor.Page.PressAsync("input[name=Code]", "Enter");
        await Assertions.Expect(visitor.Page.Locator("#recovery-codes")).ToBeVisibleAsync();
        await visitor.LookAsync("recovery-codes");
        await visitor.LookAsync(("security-second-step", "/account/security"));

        await using var again = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        await again.GivePasswordAsync(user);
        await again.LookAsync("code");
        await again.LookAsync(("recovery", "/account/recovery"));
        Assert.Empty(visitor.Violations.Concat(again.Violations));
    }

    [BrowserFact]
    public async Task What_recipients_open()
    {
        await using var reader = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        await reader.LookAsync(("opt-out", await letter.LinkAsync(TokenPurpose.OptOut, 7)));
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Stop this mail" }).ClickAsync();
        await Assertions.Expect(reader.Page.GetByRole(AriaRole.Heading, new() { Name = "You will get no more mail" })).ToBeVisibleAsync();
        await reader.LookAsync("opt-out-done");
        // The mail itself is the customer's, and nothing runs in it.
        await reader.OpenAsync(await letter.LinkAsync(TokenPurpose.View, 7));
        await reader.ShootAsync("in-browser");

        Assert.Empty(reader.Violations);
        await reader.LookAsync(("opt-out-wrong", "/u/nothing"), ("not-found", "/nothing"));
    }

    [BrowserFact]
    public async Task Forms_preferences_and_what_is_known_of_a_person()
    {
        var (account, person) = (letter.Lighthouse.Id, await letter.ContactAsync("reader009@readers.example"));
        await letter.App.AsEngineAsync(db => db.Accounts.Where(a => a.Id == account).ExecuteUpdateAsync(set => set.SetProperty(a => a.OptOutScope, OptOutScope.List)));
        await using var reader = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        await reader.LookAsync(("form", $"/f/{account}/{letter.Form}"));
        await reader.Page.FillAsync("input[name=email]", "ada@new.example");
        await reader.Page.ClickAsync("main button");
        await reader.LookAsync("form-asked");
        await reader.LookAsync(("confirm", await letter.ConfirmAsync("ada@new.example")));
        await reader.Page.ClickAsync("main button");
        await reader.LookAsync("confirm-done");
        var sequence = await letter.App.AsEngineAsync(db => db.Database.SqlQuery<int>($"""select seq as "Value" from app.deliveries where email_key = 'reader009@readers.example'""").SingleAsync());
        await reader.LookAsync(("opt-out-list", await letter.LinkAsync(TokenPurpose.OptOut, sequence)));
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Stop this mail" }).ClickAsync();
        await reader.LookAsync("opt-out-list-done");
        await reader.LookAsync(("preferences", await letter.LinkAsync(TokenPurpose.Preferences, sequence)));
        await reader.Page.GetByRole(AriaRole.Button, new() { Name = "Stop everything from Lighthouse" }).ClickAsync();
        await reader.LookAsync("preferences-off");
        Assert.Empty(reader.Violations);

        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("contact", $"/contacts/people/{person}"),
            ("contact-by-form", $"/contacts/people/{await letter.ContactAsync("ada@new.example")}"),
            ("list-after-opt-outs", $"/contacts/{letter.List}"),
            ("forms", "/contacts/forms"), ("form-edit", $"/contacts/forms/{letter.Form}"), ("opt-outs", "/contacts/opt-outs"));
        Assert.Empty(marketer.Violations);

        await using var root = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, await letter.App.AddUserAsync($"{Guid.NewGuid():N}@provider.example"[20..], Role.Admin));
        await root.LookAsync(("suppressions-none", "/platform/suppressions"));
        await root.Page.FillAsync("input[name=Email]", "reader009@readers.example");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Look it up" }).ClickAsync();
        await root.LookAsync("suppressions-found");
        await root.Page.FillAsync("textarea[name=Reason]", "A letter from a lawyer");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Suppress it for everybody" }).ClickAsync();
        await root.LookAsync("suppressions");
        await root.LookAsync(("contact-of-staff", $"/contacts/people/{person}"));
        Assert.Empty(root.Violations);
    }

    [BrowserFact]
    public async Task What_came_back_and_the_loops_that_report()
    {
        var other = await letter.CameBackAsync();
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("came-back-card", $"/campaigns/{other}"), ("came-back", $"/campaigns/{other}/came-back"), ("came-back-blocked", $"/campaigns/{other}/came-back?what=Block"));
        Assert.Empty(marketer.Violations);

        await using var root = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, await letter.App.AddUserAsync($"{Guid.NewGuid():N}@provider.example"[20..], Role.Admin));
        await root.LookAsync(("loops", "/platform/feedback-loops"), ("loop-new", "/platform/feedback-loops/new"), ("came-back-staff", $"/campaigns/{other}/came-back"));
        await root.OpenAsync("/platform/feedback-loops");
        await root.Page.GetByRole(AriaRole.Link, new() { Name = "Yahoo" }).ClickAsync();
        await root.Page.GetByLabel("Active").CheckAsync();
        await root.Page.FillAsync("textarea[name=Networks]", "192.0.2.0/24\n2001:db8::/32");
        await root.LookAsync("loop");
        await root.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await root.LookAsync("loops-active");
        Assert.Empty(root.Violations);
    }

    [BrowserFact]
    public async Task The_report_of_a_mailing_that_was_opened_clicked_bounced_and_called_spam()
    {
        var (today, week) = (await letter.ReportedAsync(hours: 30), await letter.ReportedAsync(hours: 200));
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("report", $"/campaigns/{today}/report"));
        // Each with how many, of how many, and between what the truth lies.
        var figures = await marketer.Page.GetByRole(AriaRole.Region, new() { Name = "Table of the figures" }).InnerTextAsync();
        foreach (var row in new[]
        {
            @"Opened\s+1,180\s+3\d\.\d %\s+3\d\.\d % – 3\d\.\d %\s+3,\d{3} delivered",
            @"Clicked\s+300\s+7\.\d\d %\s+7\.\d\d % – 8\.\d\d %\s+3,810 delivered",
            @"Bounced: no such address\s+105\s+2\.6\d %\s+2\.\d\d % – 3\.\d\d %\s+4,000 sent",
            @"Complained: called it spam\s+8\s+0\.4\d %\s+0\.\d\d % – 0\.\d\d %\s+1,\d{3} delivered to providers that report complaints",
        })
        {
            Assert.Matches(row, figures);
        }

        await marketer.Page.GetByText("As a table").ClickAsync();
        await marketer.LookAsync("report-table");
        await marketer.LookAsync(("report-by-day", $"/campaigns/{week}/report"));
        Assert.Empty(marketer.Violations);
    }

    [BrowserFact]
    public async Task The_mail_that_stays_here_in_development()
    {
        await using var developer = await StaffBrowser.NewAsync(fixture.Browser, letter.App);
        await developer.LookAsync(("dev-mail", "/dev/mail"), ("dev-mail-none", "/dev/mail?q=nobody"));
        await developer.OpenAsync("/dev/mail");
        await developer.Page.Locator("main table a").First.ClickAsync();
        await developer.LookAsync("dev-message");
        Assert.Empty(developer.Violations);
    }
}

using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Tests.Pages.Contacts;

public sealed class ContactPageTests : IAsyncLifetime
{
    private const string Person = "reader007@mailbox.example";

    private readonly MarketerWorld _world = new();
    private Guid _id;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _id = await _world.ReadAsync(db => db.Contacts.Where(c => c.EmailKey == Person).Select(c => c.Id).SingleAsync());
        var now = _world.App.Clock.GetUtcNow();
        await _world.SaveAsync(
        [
            new Consent { AccountId = _world.Lighthouse.Id, EmailKey = Person, ContactId = _id, Step = ConsentStep.Given, Method = ConsentMethod.Import, At = now.AddDays(-30), Controller = "Lighthouse", Purpose = "Readers", Note = "=Newsletter form", RecordedAt = now },
            new Suppression { AccountId = _world.Lighthouse.Id, EmailKey = Person, Reason = SuppressionReason.OptOut, At = now, Evidence = "one-click POST, recipient 7" },
        ]);
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task It_tells_the_account_and_staff_when_and_how_somebody_opted_out_and_nobody_else()
    {
        var page = await _world.Marketer.ReadAsync($"/contacts/people/{_id}");
        Assert.Contains("Opted out", page, StringComparison.Ordinal);
        Assert.Contains("one-click POST, recipient 7", page, StringComparison.Ordinal);
        Assert.Contains("Erase this person", page, StringComparison.Ordinal);

        var staff = await _world.App.SignInAsync(await _world.App.AddUserAsync("pm@provider.example", Role.ProjectManager));
        var shown = await staff.ReadAsync($"/contacts/people/{_id}");
        Assert.Contains("one-click POST, recipient 7", shown, StringComparison.Ordinal);
        Assert.DoesNotContain("Erase this person", shown, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _world.Stranger.GetAsync($"/contacts/people/{_id}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _world.Stranger.GetAsync($"/contacts/people/{_id}?handler=Json")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await _world.App.Visit().GetAsync($"/contacts/people/{_id}")).StatusCode);
    }

    [Fact]
    public async Task The_export_holds_everything_and_no_cell_is_a_formula()
    {
        using var json = JsonDocument.Parse(await _world.Marketer.ReadAsync($"/contacts/people/{_id}?handler=Json"));
        Assert.Equal(Person, json.RootElement.GetProperty("contact").GetProperty("Email").GetString());
        Assert.Equal("Given", json.RootElement.GetProperty("consents")[0].GetProperty("step").GetString());
        Assert.Equal("OptOut", json.RootElement.GetProperty("neverMailed").GetProperty("reason").GetString());
        var csv = await _world.Marketer.ReadAsync($"/contacts/people/{_id}?handler=Csv");
        Assert.Contains(Person, csv, StringComparison.Ordinal);
        Assert.DoesNotContain("\"=", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_asks_first()
    {
        var address = $"/contacts/people/{_id}";
        using var refused = await _world.Marketer.SubmitAsync(address, [], "Erase");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        using var done = await _world.Marketer.SubmitAsync(address, [("sure", "true")], "Erase");
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _world.Marketer.GetAsync(address)).StatusCode);
        Assert.Equal(1, await _world.ReadAsync(db => db.AuditEntries.CountAsync(e => e.Action == "contact.erased")));
    }

    [Fact]
    public async Task A_form_is_made_without_links_in_its_mail_and_its_snippet_needs_no_script()
    {
        (string, string)[] fields =
        [
            ("ListId", _world.List.Id.ToString()), ("Input.Title", "Letters"), ("Input.ConsentText", "One letter a month."), ("Input.SenderId", _world.Sender.Id.ToString()),
            ("Input.MailSubject", "Please confirm"), ("Input.MailText", "Say yes, and look at lighthouse.example"),
        ];
        using var refused = await _world.Marketer.SubmitAsync("/contacts/forms", fields);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Contains("Take out addresses", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        fields[^1] = ("Input.MailText", "Say yes.");
        using var made = await _world.Marketer.SubmitAsync("/contacts/forms", fields);
        var page = await _world.Marketer.ReadAsync(MarketerWorld.Location(made));
        Assert.Contains("&lt;form method=&quot;post&quot;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt;script", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await _world.Stranger.GetAsync(MarketerWorld.Location(made))).StatusCode);
    }

    [Fact]
    public async Task The_scope_of_the_link_is_the_accounts_choice_and_logged()
    {
        using var saved = await _world.Marketer.SubmitAsync("/contacts/opt-outs", [("Scope", "List")], "Scope");
        Assert.Equal(HttpStatusCode.Redirect, saved.StatusCode);
        Assert.Equal(OptOutScope.List, await _world.ReadAsync(db => db.Accounts.Select(a => a.OptOutScope).SingleAsync()));
        Assert.Equal("Account → List", await _world.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "account.opt-out-scope").Select(e => e.Detail).SingleAsync()));
        using var taken = await _world.Marketer.SubmitAsync("/contacts/opt-outs", [("Email", "Never@mailbox.example")], "TakeOut");
        Assert.Equal(SuppressionReason.Manual, await _world.ReadAsync(db => db.Suppressions.Where(s => s.EmailKey == "never@mailbox.example").Select(s => s.Reason).SingleAsync()));
    }

    [Fact]
    public async Task An_admin_suppresses_for_everybody_looks_up_and_takes_out_and_the_log_says_why()
    {
        var root = await _world.App.SignInAsync(await _world.App.AddUserAsync("root@provider.example", Role.Admin));
        const string address = "/platform/suppressions";
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await root.SubmitAsync(address, [("Email", Person)], "Add")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await root.SubmitAsync(address, [("Email", Person), ("Reason", "A letter from a lawyer")], "Add")).StatusCode);
        var found = await (await root.SubmitAsync(address, [("Email", Person)], "LookUp")).Content.ReadAsStringAsync();
        Assert.Contains("Suppressed for everybody: A letter from a lawyer", found, StringComparison.Ordinal);
        Assert.Contains("one-click POST, recipient 7", found, StringComparison.Ordinal);

        var hash = await _world.App.AsEngineAsync(db => db.PlatformSuppressions.Select(s => s.Hash).SingleAsync());
        Assert.Equal(HttpStatusCode.Redirect, (await root.SubmitAsync(address, [("Hash", hash), ("Reason", "It was another person")], "Remove")).StatusCode);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.PlatformSuppressions.CountAsync()));
        Assert.Equal(["suppression.added", "suppression.removed"], await _world.App.AsEngineAsync(db => db.PlatformEntries.Where(e => e.Action.StartsWith("suppression.")).OrderBy(e => e.Position).Select(e => e.Action).ToListAsync()));

        // No marketer sees the page, nor through the wall its rows.
        Assert.Equal(HttpStatusCode.Redirect, (await _world.Marketer.GetAsync(address)).StatusCode);
        await root.SubmitAsync(address, [("Email", Person), ("Reason", "Again")], "Add");
        Assert.Equal(0, await _world.ReadAsync(db => db.PlatformSuppressions.CountAsync()));
    }
}

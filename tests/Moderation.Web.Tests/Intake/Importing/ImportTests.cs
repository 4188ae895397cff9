using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Importing;

public sealed class ImportTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task A_file_becomes_contacts_with_a_report_of_every_refused_row()
    {
        var list = await ListAsync("Report");
        await world.SaveAsync([new Suppression { AccountId = world.Lighthouse.Id, EmailKey = "gone@lighthouse.example", Reason = SuppressionReason.OptOut, At = world.App.Clock.GetUtcNow(), Evidence = "opt-out page" }]);
        var report = await ImportAsync(list, "email,first name,opted in at\nada@lighthouse.example,Ada,2025-02-03\nreader001@mailbox.example,,\ngone@lighthouse.example,,2026-01-01\nnot an address,,\nada@lighthouse.example,,");
        var page = await world.Marketer.ReadAsync(report);
        Assert.Contains("2 contacts are on the list", page, StringComparison.Ordinal);
        Assert.Contains("This person opted out on", page, StringComparison.Ordinal);
        Assert.Contains("no e-mail address", page, StringComparison.Ordinal);

        var import = await world.ReadAsync(db => db.Imports.SingleAsync(i => i.ListId == list.Id));
        Assert.Equal((5, 1, 1, 3), (import.Rows, import.Added, import.Known, import.Refused));
        var ada = await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "ada@lighthouse.example"));
        Assert.Equal(new DateTimeOffset(2025, 2, 3, 0, 0, 0, TimeSpan.Zero), ada.OptedInAt);
        Assert.Equal(Uploads.Declared, ada.Source);
        Assert.False(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "gone@lighthouse.example")));

        var csv = await world.Marketer.ReadAsync(report + "?handler=Refused");
        Assert.Contains("4,This person opted out", csv, StringComparison.Ordinal);
        Assert.Equal(4, csv.TrimEnd().Split('\n').Length);
        foreach (var address in new[] { report, report + "?handler=Refused", $"/contacts/{list.Id}", $"/contacts/{list.Id}/import" })
        {
            using var foreign = await world.Stranger.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        }
    }

    [Fact]
    public async Task A_known_contact_without_evidence_gets_it_and_evidence_is_never_replaced()
    {
        var list = await ListAsync("Evidence");
        await ImportAsync(list, "email\nbea@lighthouse.example");
        Assert.Null((await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "bea@lighthouse.example"))).OptedInAt);
        await ImportAsync(list, "email,optin\nbea@lighthouse.example,2024-05-06");
        await ImportAsync(list, "email,optin\nbea@lighthouse.example,2026-01-01");
        Assert.Equal(2024, (await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "bea@lighthouse.example"))).OptedInAt!.Value.Year);
        Assert.Contains("bea@lighthouse.example", await world.Marketer.ReadAsync($"/contacts/{list.Id}?find=BEA"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_declaration_nothing_is_imported_and_the_words_stay()
    {
        var list = await ListAsync("Declared");
        using var uploaded = await MarketerWorld.UploadAsync(world.Marketer, $"/contacts/{list.Id}/import", "", "Contacts", "a.csv", Encoding.UTF8.GetBytes("email\ncia@lighthouse.example"));
        var columns = MarketerWorld.Location(uploaded);
        using var answer = await world.Marketer.SubmitAsync(columns, [("Declaration", "shop")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("where these contacts come from", page, StringComparison.Ordinal);
        Assert.Contains("Bought or rented lists cannot be imported", page, StringComparison.Ordinal);
        Assert.Contains(">\nshop", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_is_shown_with_what_is_recognised_and_imported_as_the_marketer_says()
    {
        var list = await ListAsync("Columns");
        const string File = "Contact;City;Mail\ndora@lighthouse.example;Falmouth;x\n\nnobody;;\n";
        using var uploaded = await MarketerWorld.UploadAsync(world.Marketer, $"/contacts/{list.Id}/import", "", "Contacts", "a.csv", Encoding.UTF8.GetBytes(File));
        var columns = MarketerWorld.Location(uploaded);
        var page = await world.Marketer.ReadAsync(columns);
        Assert.Contains("semicolons", page, StringComparison.Ordinal);
        Assert.Contains("Falmouth", page, StringComparison.Ordinal);
        Assert.False(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "dora@lighthouse.example")));

        using var wrong = await world.Marketer.SubmitAsync(columns, [("use", "Ignore"), ("use", "Attribute"), ("use", "Ignore"), ("Declaration", Uploads.Declared), ("IsOurs", "true")]);
        Assert.Contains("Choose the column that holds the e-mail addresses", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var started = await world.Marketer.SubmitAsync(columns, [("use", "Email"), ("use", "Attribute"), ("use", "Ignore"), ("Declaration", Uploads.Declared), ("IsOurs", "true")]);
        await Uploads.RunAsync(world.App);
        var dora = await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "dora@lighthouse.example"));
        Assert.Equal("{\"City\": \"Falmouth\"}", dora.Attributes);
        Assert.Contains("4", await world.Marketer.ReadAsync(MarketerWorld.Location(started) + "?handler=Refused"), StringComparison.Ordinal);
        Assert.Equal("0", await world.App.BehindTheWallsAsync($"select count(*) from app.import_pieces p join app.imports i on i.id = p.import_id where i.list_id = '{list.Id}'"));
    }

    [Fact]
    public async Task Whom_the_file_calls_unsubscribed_is_never_mailed_and_no_later_file_brings_them_back()
    {
        var list = await ListAsync("Gone");
        await ImportAsync(list, "email,status\nfay@lighthouse.example,subscribed\ngus@lighthouse.example,unsubscribed\nhal@lighthouse.example,cleaned");
        var report = await ImportAsync(list, "email\nfay@lighthouse.example\ngus@lighthouse.example\nhal@lighthouse.example");
        Assert.Equal(["fay@lighthouse.example"], await world.ReadAsync(db => db.Contacts.Where(c => c.EmailKey.StartsWith("fay") || c.EmailKey.StartsWith("gus") || c.EmailKey.StartsWith("hal")).Select(c => c.EmailKey).ToListAsync()));
        var csv = await world.Marketer.ReadAsync(report + "?handler=Refused");
        Assert.Contains("3,This person opted out", csv, StringComparison.Ordinal);
        Assert.Contains("4,This address does not exist", csv, StringComparison.Ordinal);
        var suppression = await world.ReadAsync(db => db.Suppressions.SingleAsync(s => s.EmailKey == "gus@lighthouse.example"));
        Assert.Equal((SuppressionReason.OptOut, "readers.csv, line 3: status unsubscribed"), (suppression.Reason, suppression.Evidence));
    }

    [Fact]
    public async Task What_cannot_be_read_is_named_by_line_and_the_rest_is_imported()
    {
        var list = await ListAsync("Damaged");
        var file = "email,first name\nivo@lighthouse.example,Ivo\n" + new string('x', 10 * 1024 * 1024) + "\njan@lighthouse.example,J\0n\nkay@lighthouse.example,\"Kay\nleo@lighthouse.example,Leo\n";
        await ImportAsync(list, file);
        var import = await world.ReadAsync(db => db.Imports.AsNoTracking().SingleAsync(i => i.ListId == list.Id));
        Assert.Equal((ImportState.Finished, 5, 2, 3), (import.State, import.Rows, import.Added, import.Refused));
        Assert.Equal([3, 4, 5], await world.ReadAsync(db => db.ImportRefusals.Where(r => r.ImportId == import.Id).OrderBy(r => r.Line).Select(r => r.Line).ToListAsync()));
    }

    [Fact]
    public async Task A_western_file_keeps_its_letters()
    {
        var list = await ListAsync("Western");
        byte[] bytes = [.. "email;first name\nmia@lighthouse.example;Zo"u8, 0xEB, .. "\n"u8];
        using var uploaded = await MarketerWorld.UploadAsync(world.Marketer, $"/contacts/{list.Id}/import", "", "Contacts", "a.csv", bytes);
        using var started = await world.Marketer.SubmitAsync(MarketerWorld.Location(uploaded), [("Declaration", Uploads.Declared), ("IsOurs", "true")]);
        await Uploads.RunAsync(world.App);
        Assert.Equal("Zoë", (await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "mia@lighthouse.example"))).FirstName);
    }

    [Fact]
    public async Task Stopped_it_keeps_what_it_has_and_goes_on_where_it_stopped()
    {
        var list = await ListAsync("Stopped");
        var report = await Uploads.BeginAsync(world.Marketer, list.Id, "email\nnia@lighthouse.example\noto@lighthouse.example");
        using var stopped = await world.Marketer.SubmitAsync(report, [], "Cancel");
        await Uploads.RunAsync(world.App);
        Assert.Contains("Stopped", await world.Marketer.ReadAsync(report), StringComparison.Ordinal);
        Assert.Equal(0, await world.ReadAsync(db => db.ListMemberships.CountAsync(m => m.ListId == list.Id)));
        using var continued = await world.Marketer.SubmitAsync(report, [], "Continue");
        Assert.Contains("\"state\":\"Running\"", await world.Marketer.ReadAsync(report + "?handler=Progress"), StringComparison.Ordinal);
        await Uploads.RunAsync(world.App);
        Assert.Contains("2 contacts are on the list", await world.Marketer.ReadAsync(report), StringComparison.Ordinal);
        Assert.Equal(["contacts.imported", "contacts.import-continued", "contacts.import-stopped"], await world.ReadAsync(db => db.AuditEntries.Where(e => e.Detail.StartsWith("readers.csv")).OrderByDescending(e => e.Position).Take(3).Select(e => e.Action).ToListAsync()));
    }

    [Fact]
    public async Task A_list_is_exported_and_imported_again_without_a_change()
    {
        var list = await ListAsync("Round");
        await ImportAsync(list, "email,first name,opted in at,City,Formula\npia@lighthouse.example,Pia,2025-01-02,\"Rome, south\",=1+1\nquy@lighthouse.example,,,,x");
        var csv = await world.Marketer.ReadAsync($"/contacts/{list.Id}?handler=Export");
        Assert.StartsWith("email,first name,last name,status,opted in at,source,City,Formula\r\n", csv.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("pia@lighthouse.example,Pia,\"\",subscribed,2025-01-02 00:00:00,Newsletter form on our shop,\"Rome, south\",\"'=1+1\"", csv, StringComparison.Ordinal);
        using var foreign = await world.Stranger.GetAsync($"/contacts/{list.Id}?handler=Export");
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        var before = await RowsAsync(list.Id);
        var report = await ImportAsync(list, csv.Replace("'=", "=", StringComparison.Ordinal));
        Assert.Equal(before, await RowsAsync(list.Id));
        Assert.Contains("2 contacts are on the list", await world.Marketer.ReadAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_listed_page_by_page()
    {
        var list = await ListAsync("Many");
        await ImportAsync(list, "email,first name,optin\n" + string.Join('\n', Enumerable.Range(0, 300).Select(i => $"many{i:00000}@mailbox.example,Reader,2026-01-02")));
        var page = await world.Marketer.ReadAsync($"/contacts/{list.Id}");
        Assert.Contains("after=many00099%40mailbox.example", page, StringComparison.Ordinal);
        Assert.Contains("many00100@mailbox.example", await world.Marketer.ReadAsync($"/contacts/{list.Id}?after=many00099%40mailbox.example"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_made_once()
    {
        using var made = await world.Marketer.SubmitAsync("/contacts", [("Name", "Twice")]);
        Assert.EndsWith("/import", MarketerWorld.Location(made), StringComparison.Ordinal);
        using var again = await world.Marketer.SubmitAsync("/contacts", [("Name", " Twice ")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, again.StatusCode);
        Assert.Contains("already", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var bare = await world.Marketer.PostAsync("/contacts", [("Name", "Third")]);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);
    }

    private async Task<ContactList> ListAsync(string name)
    {
        var list = new ContactList { AccountId = world.Lighthouse.Id, Name = name, CreatedAt = world.App.Clock.GetUtcNow() };
        await world.SaveAsync([list]);
        return list;
    }

    private Task<string> ImportAsync(ContactList list, string csv) => Uploads.ImportAsync(world.App, world.Marketer, list.Id, csv);

    private Task<string> RowsAsync(Guid list) => world.App.BehindTheWallsAsync(
        $"select string_agg(c::text, '|' order by c.id) from app.contacts c join app.list_members m on m.account_id = c.account_id and m.contact_id = c.id where m.list_id = '{list}'");
}

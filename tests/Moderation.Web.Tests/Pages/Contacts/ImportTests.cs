using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;

namespace Moderation.Web.Tests.Pages.Contacts;

public sealed class ImportTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    private const string Declared = "Newsletter form on our shop";

    [Fact]
    public async Task A_file_becomes_contacts_with_a_report_of_every_refused_row()
    {
        var list = await ListAsync("Report");
        await world.SaveAsync([new Suppression { AccountId = world.Lighthouse.Id, EmailKey = "gone@lighthouse.example", Reason = SuppressionReason.OptOut, At = world.App.Clock.GetUtcNow(), Evidence = "opt-out page" }]);
        using var answer = await ImportAsync(list, "email,first name,opted in at\nada@lighthouse.example,Ada,2025-02-03\nreader001@mailbox.example,,\ngone@lighthouse.example,,2026-01-01\nnot an address,,\nada@lighthouse.example,,");
        var report = MarketerWorld.Location(answer);
        var page = await world.Marketer.ReadAsync(report);
        Assert.Contains("2 contacts are on the list", page, StringComparison.Ordinal);
        Assert.Contains("This person opted out on", page, StringComparison.Ordinal);
        Assert.Contains("no e-mail address", page, StringComparison.Ordinal);

        var import = await world.ReadAsync(db => db.Imports.SingleAsync(i => i.ListId == list.Id));
        Assert.Equal((5, 1, 1, 3), (import.Rows, import.Added, import.Known, import.Refused));
        var ada = await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "ada@lighthouse.example"));
        Assert.Equal(new DateTimeOffset(2025, 2, 3, 0, 0, 0, TimeSpan.Zero), ada.OptedInAt);
        Assert.Equal(Declared, ada.Source);
        Assert.False(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "gone@lighthouse.example")));

        var csv = await world.Marketer.ReadAsync(report + "?handler=Refused");
        Assert.Contains("4,\"This person opted out", csv, StringComparison.Ordinal);
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
        using var without = await ImportAsync(list, "email\nbea@lighthouse.example");
        Assert.Null((await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "bea@lighthouse.example"))).OptedInAt);
        using var first = await ImportAsync(list, "email,optin\nbea@lighthouse.example,2024-05-06");
        using var second = await ImportAsync(list, "email,optin\nbea@lighthouse.example,2026-01-01");
        Assert.Equal(2024, (await world.ReadAsync(db => db.Contacts.SingleAsync(c => c.EmailKey == "bea@lighthouse.example"))).OptedInAt!.Value.Year);
        Assert.Contains("bea@lighthouse.example", await world.Marketer.ReadAsync($"/contacts/{list.Id}?find=BEA"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_declaration_nothing_is_imported_and_the_words_stay()
    {
        var list = await ListAsync("Declared");
        using var answer = await MarketerWorld.UploadAsync(world.Marketer, $"/contacts/{list.Id}/import", "", "Contacts", "a.csv", Encoding.UTF8.GetBytes("email\ncia@lighthouse.example"), ("Declaration", "shop"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("where these contacts come from", page, StringComparison.Ordinal);
        Assert.Contains("Bought or rented lists cannot be imported", page, StringComparison.Ordinal);
        Assert.Contains(">\nshop", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Thirty_thousand_rows_are_imported_within_seconds_and_listed_page_by_page()
    {
        var list = await ListAsync("Many");
        var file = "email,first name,optin\n" + string.Join('\n', Enumerable.Range(0, 30_000).Select(i => $"many{i:00000}@mailbox.example,Reader,2026-01-02"));
        var watch = Stopwatch.StartNew();
        using var answer = await ImportAsync(list, file);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), $"It took {watch.Elapsed.TotalSeconds:N1} s.");
        Assert.Equal(30_000, await world.ReadAsync(db => db.ListMemberships.CountAsync(m => m.ListId == list.Id)));
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

    private Task<HttpResponseMessage> ImportAsync(ContactList list, string csv) =>
        MarketerWorld.UploadAsync(world.Marketer, $"/contacts/{list.Id}/import", "", "Contacts", "readers.csv", Encoding.UTF8.GetBytes(csv), ("Declaration", Declared), ("IsOurs", "true"));
}

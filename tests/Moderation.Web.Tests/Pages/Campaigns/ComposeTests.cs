using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class ComposeTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task An_empty_campaign_is_filled_and_saved_without_script()
    {
        using var created = await world.Marketer.SubmitAsync("/campaigns/new", [], "Blank");
        var page = MarketerWorld.Location(created);
        var id = Guid.Parse(page.Split('/')[2]);
        var version = (await world.ReadAsync(db => db.Campaigns.SingleAsync(c => c.Id == id))).Version;
        using var saved = await world.Marketer.SubmitAsync(page,
        [
            ("Input.Version", $"{version}"), ("Input.Subject", "Hello\r\nBcc: eve@evil.example"), ("Input.Preheader", "Soon"), ("Input.Html", "<p>Hi</p>"), ("Input.Text", "Hi"),
            ("Input.SenderId", $"{world.Sender.Id}"), ("Input.ListId", $"{world.List.Id}"), ("Input.Waits", "true"), ("Input.SendAt", "2031-05-06T07:08"),
        ], "Save");
        Assert.Equal(page, MarketerWorld.Location(saved));
        var campaign = await world.ReadAsync(db => db.Campaigns.SingleAsync(c => c.Id == id));
        Assert.Equal("Hello  Bcc: eve@evil.example", campaign.Subject);
        Assert.Equal(new DateTimeOffset(2031, 5, 6, 7, 8, 0, TimeSpan.Zero), campaign.SendAt);
        Assert.Equal((world.Sender.Id, world.List.Id), (campaign.SenderId, campaign.ListId));
    }

    [Fact]
    public async Task Of_two_windows_the_second_is_told_and_both_texts_are_kept()
    {
        var campaign = await world.DraftAsync(text: "first");
        var page = $"/campaigns/{campaign.Id}/edit";
        using var one = await world.Marketer.SubmitAsync(page, Fields(campaign.Version, "written in window one"), "Save");
        Assert.Equal(HttpStatusCode.Redirect, one.StatusCode);
        using var two = await world.Marketer.SubmitAsync(page, Fields(campaign.Version, "written in window two"), "Save");
        Assert.Equal(HttpStatusCode.Conflict, two.StatusCode);
        var shown = await two.Content.ReadAsStringAsync();
        Assert.Contains("written in window one", shown, StringComparison.Ordinal);
        Assert.Contains("written in window two", shown, StringComparison.Ordinal);
        Assert.Contains("Changed in another window", shown, StringComparison.Ordinal);
        Assert.Equal("written in window one", (await world.AgainAsync(campaign)).Text);

        using var again = await world.Marketer.SubmitAsync(page, Fields((await world.AgainAsync(campaign)).Version, "written in window two"), "Save");
        Assert.Equal("written in window two", (await world.AgainAsync(campaign)).Text);
    }

    [Fact]
    public async Task What_was_typed_stays_when_a_field_is_refused()
    {
        var campaign = await world.DraftAsync();
        using var answer = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/edit", [.. Fields(campaign.Version, "precious words"), ("Input.Waits", "true")], "Save");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("precious words", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#Input_SendAt\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Autosave_answers_with_the_next_version_and_refuses_an_old_one()
    {
        var campaign = await world.DraftAsync();
        var page = $"/campaigns/{campaign.Id}/edit";
        using var saved = await world.Marketer.SubmitAsync(page, Fields(campaign.Version, "by script"), "Autosave");
        var answer = await saved.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((await world.AgainAsync(campaign)).Version, answer.GetProperty("version").GetInt32());
        Assert.Matches("^Saved \\d\\d:\\d\\d UTC$", answer.GetProperty("saved").GetString());
        using var stale = await world.Marketer.SubmitAsync(page, Fields(campaign.Version, "too late"), "Autosave");
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
    }

    [Fact]
    public async Task An_edit_takes_a_submitted_campaign_back_to_draft()
    {
        var campaign = await world.DraftAsync();
        using var submitted = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        var page = $"/campaigns/{campaign.Id}/edit";
        Assert.Contains("has to be submitted again", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var saved = await world.Marketer.SubmitAsync(page, Fields((await world.AgainAsync(campaign)).Version, "changed"), "Save");
        var again = await world.AgainAsync(campaign);
        Assert.Equal(CampaignState.Draft, again.State);
        Assert.Null(again.ContentHash);
    }

    [Fact]
    public async Task Files_are_added_and_removed_and_together_stay_below_the_limit()
    {
        var campaign = await world.DraftAsync();
        var page = $"/campaigns/{campaign.Id}/edit";
        using var added = await MarketerWorld.UploadAsync(world.Marketer, page, "?handler=Save", "Files", "../menu.pdf", new byte[2000], [.. Fields(campaign.Version, "x")]);
        Assert.Equal(HttpStatusCode.Redirect, added.StatusCode);
        var file = await world.ReadAsync(db => db.Attachments.SingleAsync(a => a.CampaignId == campaign.Id));
        Assert.Equal(("menu.pdf", 2000), (file.Name, file.Size));
        Assert.Contains("menu.pdf", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);

        var version = (await world.AgainAsync(campaign)).Version;
        using var large = await MarketerWorld.UploadAsync(world.Marketer, page, "?handler=Save", "Files", "film.mov", new byte[26 * 1024 * 1024], [.. Fields(version, "kept words")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, large.StatusCode);
        Assert.Contains("kept words", await large.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var removed = await world.Marketer.SubmitAsync(page, Fields(version, "x"), $"Remove&attachment={file.Id}");
        Assert.Equal(0, await world.ReadAsync(db => db.Attachments.CountAsync(a => a.CampaignId == campaign.Id)));
    }

    [CorporaFact]
    public async Task Every_real_newsletter_can_be_uploaded_and_checked()
    {
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Corpora!, "sendwithus-templates"), "*.html", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Where((_, i) => i % 6 == 0))
        {
            using var uploaded = await MarketerWorld.UploadAsync(world.Marketer, "/campaigns/new", "?handler=Upload", "Newsletter", Path.GetFileName(path), await File.ReadAllBytesAsync(path));
            var page = MarketerWorld.Location(uploaded);
            Assert.Contains("&lt;table", await world.Marketer.ReadAsync(page), StringComparison.OrdinalIgnoreCase);
            Assert.Contains("Findings", await world.Marketer.ReadAsync(page.Replace("/edit", "/check-up", StringComparison.Ordinal)), StringComparison.Ordinal);
            Assert.Contains("<table", await world.Marketer.ReadAsync(page.Replace("/edit", "/preview", StringComparison.Ordinal)), StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_newsletter_is_refused_with_the_reason()
    {
        using var answer = await MarketerWorld.UploadAsync(world.Marketer, "/campaigns/new", "?handler=Upload", "Newsletter", "letter.docx", Encoding.UTF8.GetBytes("PK"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("neither an .eml nor an .html file", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private (string Name, string Value)[] Fields(int version, string text) =>
    [
        ("Input.Version", $"{version}"), ("Input.Subject", "A letter"), ("Input.Html", "<p>Hello <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>"), ("Input.Text", text),
        ("Input.SenderId", $"{world.Sender.Id}"), ("Input.ListId", $"{world.List.Id}"),
    ];
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Feedback;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Hosting;

public sealed class FileHostingTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    private static readonly byte[] Large = [.. "%PDF-1.7\n"u8, .. new byte[1_200_000]];

    /// <summary>A console whose links to files begin with https.</summary>
    public Task InitializeAsync() => _world.InitializeAsync(services => services.AddSingleton(new PublicLinks("https://mail.provider.example")));

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_large_attachment_is_hosted_by_one_press_and_linked_from_both_parts()
    {
        var campaign = await DraftWithAsync("Träume & Pläne.pdf", Large);
        Assert.Contains("Host the file here", await _world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up"), StringComparison.Ordinal);

        using var hosted = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");
        Assert.Equal($"/campaigns/{campaign.Id}/check-up", MarketerWorld.Location(hosted));

        var after = await _world.AgainAsync(campaign);
        var file = await FileOfAsync(after);
        var address = $"https://mail.provider.example/files/{file.AccountId}/{file.Id}/Tr%C3%A4ume%20%26%20Pl%C3%A4ne.pdf";
        Assert.Contains($"<a href=\"{address}\"", after.Html, StringComparison.Ordinal);
        Assert.Contains("Download Tr", after.Html, StringComparison.Ordinal);
        Assert.Contains(address, after.Text, StringComparison.Ordinal);
        Assert.False(await _world.ReadAsync(db => db.Attachments.AnyAsync(a => a.CampaignId == campaign.Id)));
        Assert.DoesNotContain("attachment.large", await _world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up"), StringComparison.Ordinal);

        using var fetched = await _world.App.Visit().GetAsync(new Uri(address).PathAndQuery);
        Assert.Equal(HttpStatusCode.OK, fetched.StatusCode);
        Assert.Equal("attachment", fetched.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("application/octet-stream", fetched.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("sandbox;", Assert.Single(fetched.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal(Large, await fetched.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Only_as_many_files_are_taken_out_as_are_too_much_and_pictures_of_the_mail_stay()
    {
        var campaign = await DraftWithAsync("large.bin", Large);
        await _world.SaveAsync([Attachment(campaign, "small.txt", [1, 2, 3]), Attachment(campaign, "picture.png", new byte[900_000], "picture@lighthouse.example")]);

        using var hosted = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");

        var left = await _world.ReadAsync(db => db.Attachments.Where(a => a.CampaignId == campaign.Id).Select(a => a.Name).ToListAsync());
        Assert.Equal(["picture.png", "small.txt"], left.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_may_not_be_attached_is_not_handed_out_by_a_link_either()
    {
        var campaign = await DraftWithAsync("invoice.exe", [.. "MZ"u8, .. new byte[1_200_000]]);

        using var hosted = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");

        Assert.True(await _world.ReadAsync(db => db.Attachments.AnyAsync(a => a.CampaignId == campaign.Id)));
        Assert.False(await _world.ReadAsync(db => db.HostedFiles.AnyAsync(file => file.Name == "invoice.exe")));
        var page = await _world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up");
        Assert.Contains("No file was taken out", page, StringComparison.Ordinal);
        Assert.Contains("attachment.type", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_is_attached_twice_is_kept_once()
    {
        byte[] bytes = [.. Large, 8];
        var campaign = await DraftWithAsync("plan.pdf", bytes);
        await _world.SaveAsync([Attachment(campaign, "again.pdf", bytes)]);

        using var hosted = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");

        Assert.Contains("Download", (await _world.AgainAsync(campaign)).Html, StringComparison.Ordinal);
        Assert.Equal(1, await _world.ReadAsync(db => db.HostedFiles.CountAsync(file => file.Size == bytes.Length && (file.Name == "plan.pdf" || file.Name == "again.pdf"))));
        Assert.False(await _world.ReadAsync(db => db.Attachments.AnyAsync(a => a.CampaignId == campaign.Id)));
    }

    [Fact]
    public async Task The_same_file_is_kept_once_and_longer()
    {
        byte[] bytes = [.. Large, 7];
        var one = await DraftWithAsync("plan.pdf", bytes);
        using var first = await _world.Marketer.SubmitAsync($"/campaigns/{one.Id}/check-up", [("version", $"{one.Version}")], "Host");
        var before = await FileOfAsync(await _world.AgainAsync(one));
        _world.App.Clock.Advance(TimeSpan.FromHours(1));

        var two = await DraftWithAsync("plan.pdf", bytes);
        using var second = await _world.Marketer.SubmitAsync($"/campaigns/{two.Id}/check-up", [("version", $"{two.Version}")], "Host");

        var after = await FileOfAsync(await _world.AgainAsync(two));
        Assert.Equal(before.Id, after.Id);
        Assert.True(after.ExpiresAt >= before.ExpiresAt.AddHours(1));
    }

    [Fact]
    public async Task An_expired_file_is_gone_and_an_altered_address_finds_nothing()
    {
        var campaign = await DraftWithAsync("old.pdf", [.. Large, 9]);
        using var hosted = await _world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");
        var file = await FileOfAsync(await _world.AgainAsync(campaign));
        var visitor = _world.App.Visit();
        foreach (var wrong in new[] { $"/files/{Guid.NewGuid()}/{file.Id}/old.pdf", $"/files/{file.AccountId}/{Guid.NewGuid()}/old.pdf", $"/files/{file.AccountId}/{file.Id}/new.pdf" })
        {
            using var missing = await visitor.GetAsync(wrong);
            Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        }

        _world.App.Clock.Advance(HostedFile.Life);
        using var gone = await visitor.GetAsync($"/files/{file.AccountId}/{file.Id}/old.pdf");
        Assert.Equal(HttpStatusCode.Gone, gone.StatusCode);
        Assert.Contains("Ask the sender", await gone.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_public_address_by_https_nothing_is_hosted_and_the_reason_is_said()
    {
        var local = new MarketerWorld();
        await local.InitializeAsync();
        try
        {
            var campaign = await local.DraftAsync();
            await local.SaveAsync([Attachment(campaign, "large.bin", Large, account: local.Lighthouse.Id)]);

            using var hosted = await local.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Host");

            Assert.Contains("does not begin with https", await local.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up"), StringComparison.Ordinal);
            Assert.True(await local.ReadAsync(db => db.Attachments.AnyAsync(a => a.CampaignId == campaign.Id)));
        }
        finally
        {
            await local.DisposeAsync();
        }
    }

    private async Task<Campaign> DraftWithAsync(string name, byte[] bytes)
    {
        var campaign = await _world.DraftAsync(text: "Hello\n\nUnsubscribe: {{ unsubscribe_url }}\n");
        await _world.SaveAsync([Attachment(campaign, name, bytes)]);
        return campaign;
    }

    private CampaignAttachment Attachment(Campaign campaign, string name, byte[] bytes, string? contentId = null, Guid? account = null) => new()
    {
        AccountId = account ?? _world.Lighthouse.Id,
        CampaignId = campaign.Id,
        Name = name,
        MediaType = "application/octet-stream",
        ContentId = contentId,
        Bytes = bytes,
        Size = bytes.Length,
    };

    private Task<HostedFile> FileOfAsync(Campaign campaign) =>
        _world.ReadAsync(async db => Assert.Single(await db.HostedFiles.AsNoTracking().ToListAsync(), file => campaign.Html.Contains(file.Id.ToString(), StringComparison.Ordinal)));
}

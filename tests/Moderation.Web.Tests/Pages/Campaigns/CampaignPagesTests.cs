using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class CampaignPagesTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    [Fact]
    public async Task Every_page_of_the_own_account_answers_and_every_page_of_another_account_is_not_found()
    {
        var campaign = await world.DraftAsync();
        foreach (var address in new[] { $"/campaigns/{campaign.Id}", $"/campaigns/{campaign.Id}?handler=Progress", $"/campaigns/{campaign.Id}/edit", $"/campaigns/{campaign.Id}/check-up", $"/campaigns/{campaign.Id}/preview" })
        {
            using var own = await world.Marketer.GetAsync(address);
            Assert.True(own.IsSuccessStatusCode, $"{address} answered {(int)own.StatusCode}.");
            using var foreign = await world.Stranger.GetAsync(address);
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
            using var nobody = await world.App.Visit().GetAsync(address);
            Assert.Equal(HttpStatusCode.Redirect, nobody.StatusCode);
        }
    }

    [Theory]
    [InlineData("", "Withdraw")]
    [InlineData("", "Pause")]
    [InlineData("", "Resume")]
    [InlineData("", "Stop")]
    [InlineData("", "Copy")]
    [InlineData("", "SendNow")]
    [InlineData("", "Plan")]
    [InlineData("/edit", "Save")]
    [InlineData("/edit", "Check")]
    [InlineData("/edit", "Autosave")]
    [InlineData("/edit", "Remove")]
    [InlineData("/check-up", "Submit")]
    [InlineData("", "Appeal")]
    [InlineData("/check-up", "Mend")]
    [InlineData("/check-up", "Appeal")]
    public async Task Nothing_is_posted_without_a_token_and_nothing_into_another_account(string page, string handler)
    {
        var campaign = await world.DraftAsync();
        var address = $"/campaigns/{campaign.Id}{page}?handler={handler}";
        using var bare = await world.Marketer.PostAsync(address, []);
        Assert.Equal(HttpStatusCode.BadRequest, bare.StatusCode);

        var token = Visitor.Token(await world.Stranger.ReadAsync("/campaigns/new"));
        using var foreign = await world.Stranger.PostAsync(address, [("__RequestVerificationToken", token), ("version", "2"), ("Input.Version", "2")]);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(campaign.Version, (await world.AgainAsync(campaign)).Version);
    }

    [Fact]
    public async Task Pages_carry_a_strict_policy_and_no_inline_style_or_handler()
    {
        var campaign = await world.DraftAsync("<p>No opt-out</p>", "Text");
        foreach (var address in new[] { "/campaigns", "/campaigns/new", $"/campaigns/{campaign.Id}", $"/campaigns/{campaign.Id}/edit", $"/campaigns/{campaign.Id}/check-up" })
        {
            using var answer = await world.Marketer.GetAsync(address);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            var page = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
            Assert.DoesNotContain(page.All, e => e.HasAttribute("style") || e.Attributes.Any(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)));
            Assert.DoesNotContain(page.QuerySelectorAll("script"), e => !e.HasAttribute("src"));
            Assert.Empty(page.QuerySelectorAll("style"));
        }
    }

    [Fact]
    public async Task The_list_says_whose_turn_it_is()
    {
        await world.DraftAsync(subject: "Waits for me");
        var page = await world.Marketer.ReadAsync("/campaigns");
        Assert.Contains("Waits for me", page, StringComparison.Ordinal);
        Assert.Contains("Your turn", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Waits for me", await world.Stranger.ReadAsync("/campaigns"), StringComparison.Ordinal);
        Assert.Contains("Create your first campaign", await world.Stranger.ReadAsync("/campaigns"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_campaigns_stand_on_the_next_page()
    {
        await using var app = await ConsoleApp.StartAsync();
        var account = await app.AddAccountAsync("Archive");
        var author = await app.AddMarketerAsync(account);
        await app.AsAccountAsync(account.Id, async services =>
        {
            var db = services.GetRequiredService<ModerationDb>();
            for (var i = 0; i < 51; i++)
            {
                var campaign = new Campaign { AccountId = account.Id, CreatedBy = author.Id, CreatedAt = app.Clock.GetUtcNow().AddMinutes(-i) };
                campaign.Edit(new CampaignDraft($"Letter number {i:00}", "", "", "x", SenderId: null, ListId: null, SendAt: null), author.Id, app.Clock.GetUtcNow().AddMinutes(-i));
                db.Campaigns.Add(campaign);
            }

            return await db.SaveChangesAsync();
        });
        var marketer = await app.SignInAsync(author);
        var first = await marketer.ReadAsync("/campaigns");
        Assert.Contains("Letter number 49", first, StringComparison.Ordinal);
        Assert.DoesNotContain("Letter number 50", first, StringComparison.Ordinal);
        Assert.Contains("/campaigns?number=2", first, StringComparison.Ordinal);
        var second = await marketer.ReadAsync("/campaigns?number=2");
        Assert.Contains("Letter number 50", second, StringComparison.Ordinal);
        Assert.DoesNotContain("Letter number 49", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_recipients_did_does_not_fill_the_timeline()
    {
        var campaign = await world.DraftAsync(subject: "Read by thousands");
        await world.App.AsAccountAsync(world.Lighthouse.Id, async services =>
        {
            var db = services.GetRequiredService<ModerationDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await db.WriteAsync(world.Lighthouse.Id, null, "Marketer", "campaign.created", campaign.Id, "", world.App.Clock.GetUtcNow(), default);
            await db.WriteAsync(world.Lighthouse.Id, null, "Recipient", "recipient.opted-out", campaign.Id, "", world.App.Clock.GetUtcNow(), default);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            return 0;
        });
        var page = await world.Marketer.ReadAsync($"/campaigns/{campaign.Id}");
        Assert.Contains("Created", page, StringComparison.Ordinal);
        Assert.DoesNotContain("pted out", page, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_preview_is_sandboxed_and_runs_nothing()
    {
        var campaign = await world.DraftAsync("<p onclick=alert(1)>Hi<script>alert(1)</script></p>");
        using var answer = await world.Marketer.GetAsync($"/campaigns/{campaign.Id}/preview");
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("sandbox; default-src 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("allow-scripts", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("alert", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submitting_takes_a_new_accounts_campaign_to_the_queue_and_withdrawing_takes_it_out()
    {
        var campaign = await world.DraftAsync();
        var page = $"/campaigns/{campaign.Id}/check-up";
        Assert.Contains("held by", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var submitted = await world.Marketer.SubmitAsync(page, [("version", $"{campaign.Version}")], "Submit");
        Assert.Equal($"/campaigns/{campaign.Id}", MarketerWorld.Location(submitted));
        Assert.Equal(CampaignState.Held, (await world.AgainAsync(campaign)).State);
        var status = await world.Marketer.ReadAsync($"/campaigns/{campaign.Id}");
        Assert.Contains("In review", status, StringComparison.Ordinal);
        Assert.Contains("Submitted", status, StringComparison.Ordinal);

        using var withdrawn = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}", [], "Withdraw");
        Assert.Equal(CampaignState.Withdrawn, (await world.AgainAsync(campaign)).State);
        Assert.Equal(2, await world.ReadAsync(db => db.AuditEntries.CountAsync(e => e.CampaignId == campaign.Id)));
    }

    [Fact]
    public async Task A_campaign_that_changed_after_the_check_up_is_not_submitted()
    {
        var campaign = await world.DraftAsync();
        using var answer = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version - 1}")], "Submit");
        Assert.EndsWith("/check-up", MarketerWorld.Location(answer), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Draft, (await world.AgainAsync(campaign)).State);
    }

    [Fact]
    public async Task The_missing_opt_out_link_is_put_in_by_one_press()
    {
        var campaign = await world.DraftAsync("<p>Hello. <a href=\"https://lighthouse.example/unsubscribe\">Unsubscribe</a></p>", "Hello.");
        var page = $"/campaigns/{campaign.Id}/check-up";
        Assert.Contains("Put our opt-out link in", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var answer = await world.Marketer.SubmitAsync(page, [("version", $"{campaign.Version}")], "Mend");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        var mended = await world.AgainAsync(campaign);
        Assert.Contains("<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>", mended.Html, StringComparison.Ordinal);
        Assert.Contains("{{ unsubscribe_url }}", mended.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Put our opt-out link in", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_server_could_take_is_blocked_before_anybody_approves_it()
    {
        var campaign = await world.DraftAsync();
        await world.SaveAsync([new CampaignAttachment { AccountId = world.Lighthouse.Id, CampaignId = campaign.Id, Name = "logo.png", MediaType = "image/png", ContentId = "logo", Bytes = [1], Size = 1 }]);
        var page = WebUtility.HtmlDecode(await world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up"));
        Assert.Contains("The Content-ID 'logo' is not of the form left@right", page, StringComparison.Ordinal);
        Assert.Contains("Blocked", page, StringComparison.Ordinal);
        using var answer = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        Assert.Equal(CampaignState.Blocked, (await world.AgainAsync(campaign)).State);
    }

    [Fact]
    public async Task A_send_time_that_has_passed_is_named_before_the_submission()
    {
        var campaign = await world.DraftAsync();
        await world.ReadAsync(db => db.Campaigns.Where(c => c.Id == campaign.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.SendAt, DateTimeOffset.UnixEpoch)));
        Assert.Contains("The send time, 1 Jan 1970 00:00 UTC, has passed.", await world.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_is_a_new_draft()
    {
        var campaign = await world.DraftAsync(subject: "Once more");
        using var answer = await world.Marketer.SubmitAsync($"/campaigns/{campaign.Id}", [], "Copy");
        Assert.Contains("Once more", await world.Marketer.ReadAsync(MarketerWorld.Location(answer)), StringComparison.Ordinal);
    }
}

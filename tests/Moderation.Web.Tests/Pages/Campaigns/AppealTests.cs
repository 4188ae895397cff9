using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class AppealTests(MarketerWorld world) : IClassFixture<MarketerWorld>
{
    private const string Unsafe = """<p>Our <a href="http://partner.example/offer">partner</a>. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>""";

    [Fact]
    public async Task A_project_manager_is_asked_and_lifts_the_block_with_a_reason_for_this_content_only()
    {
        var draft = await world.DraftAsync(Unsafe);
        var page = $"/campaigns/{draft.Id}/check-up";
        Assert.Contains("Ask a project manager", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var asked = await world.Marketer.SubmitAsync(page, [("version", $"{draft.Version}"), ("reason", "The partner moves next week.")], "Appeal");
        var waiting = await world.AgainAsync(draft);
        Assert.Equal((CampaignState.Held, "The partner moves next week."), (waiting.State, waiting.Appeal));
        Assert.Contains("You asked to lift the block", await world.Marketer.ReadAsync($"/campaigns/{draft.Id}"), StringComparison.Ordinal);

        var ada = await world.App.SignInAsync(await world.App.AddUserAsync($"{Guid.NewGuid():N}@provider.example", Role.ProjectManager));
        Assert.Contains("Blocked, appealed", await ada.ReadAsync("/queue"), StringComparison.Ordinal);
        var review = $"/queue/{world.Lighthouse.Id}/{draft.Id}";
        Assert.Contains("The partner moves next week.", await ada.ReadAsync(review), StringComparison.Ordinal);
        using var without = await DecideAsync(ada, review, waiting, "");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.Contains("Write why the block is lifted", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var approved = await DecideAsync(ada, review, waiting, "Known partner, checked by phone.");
        Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);

        var released = await world.AgainAsync(draft);
        Assert.Equal((CampaignState.Releasing, waiting.ContentHash), (released.State, released.ApprovedHash));
        // The look at its release finds what was shown, and nothing worse.
        var worse = await world.App.AsAccountAsync(world.Lighthouse.Id, async services => (await services.GetRequiredService<CampaignIntake>()
            .LookAgainAsync(released, await world.ReadAsync(db => db.Submissions.SingleAsync(s => s.Id == released.SubmissionId)), NetworkFacts.None, default)).Worse);
        Assert.Empty(worse);
    }

    [Fact]
    public async Task What_was_submitted_and_blocked_is_appealed_as_it_stands()
    {
        var draft = await world.DraftAsync(Unsafe);
        using var submitted = await world.Marketer.SubmitAsync($"/campaigns/{draft.Id}/check-up", [("version", $"{draft.Version}")], "Submit");
        var blocked = await world.AgainAsync(draft);
        Assert.Equal(CampaignState.Blocked, blocked.State);
        var page = $"/campaigns/{draft.Id}";
        using var empty = await world.Marketer.SubmitAsync(page, [("version", $"{blocked.Version}"), ("reason", " ")], "Appeal");
        Assert.Contains("Write why the block should be lifted", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var stale = await world.Marketer.SubmitAsync(page, [("version", "1"), ("reason", "Please")], "Appeal");
        Assert.Equal(CampaignState.Blocked, (await world.AgainAsync(draft)).State);

        using var asked = await world.Marketer.SubmitAsync(page, [("version", $"{blocked.Version}"), ("reason", "Please")], "Appeal");
        var held = await world.AgainAsync(draft);
        Assert.Equal((CampaignState.Held, blocked.SubmissionId, blocked.ContentHash), (held.State, held.SubmissionId, held.ContentHash));
        Assert.Equal("campaign.appealed", await world.ReadAsync(db => db.AuditEntries.Where(e => e.CampaignId == draft.Id).OrderByDescending(e => e.Position).Select(e => e.Action).FirstAsync()));
    }

    [Fact]
    public async Task The_opt_outs_block_is_lifted_by_nobody()
    {
        var draft = await world.DraftAsync("<p>No way out, and a <a href=\"http://partner.example\">partner</a></p>");
        var page = $"/campaigns/{draft.Id}/check-up";
        Assert.DoesNotContain("Ask a project manager", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        using var asked = await world.Marketer.SubmitAsync(page, [("version", $"{draft.Version}"), ("reason", "Please")], "Appeal");
        Assert.Contains("it has to be mended", await world.Marketer.ReadAsync(page), StringComparison.Ordinal);
        Assert.Equal((CampaignState.Draft, draft.Version), ((await world.AgainAsync(draft)).State, (await world.AgainAsync(draft)).Version));
    }

    private static Task<HttpResponseMessage> DecideAsync(Visitor visitor, string page, Campaign campaign, string note) => visitor.SubmitAsync(page,
    [
        ("Input.ContentHash", campaign.ContentHash!), ("Input.Version", $"{campaign.Version}"), ("Input.SubmissionId", $"{campaign.SubmissionId}"), ("Input.Kind", "Approve"), ("Input.Note", note),
    ]);
}

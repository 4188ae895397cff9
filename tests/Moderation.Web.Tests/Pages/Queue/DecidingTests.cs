using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Intake;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

/// <summary>The whole matrix of decisions, on the real host and database, without script.</summary>
public sealed class DecidingTests : IAsyncLifetime
{
    private QueueWorld _world = null!;
    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _ada = await _world.App.SignInAsync(_world.Ada);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData(DecisionKind.Approve, CampaignState.Releasing, "campaign.approved")]
    [InlineData(DecisionKind.Return, CampaignState.Draft, "campaign.returned")]
    [InlineData(DecisionKind.Reject, CampaignState.Rejected, "campaign.rejected")]
    [InlineData(DecisionKind.Defer, CampaignState.Deferred, "campaign.deferred")]
    [InlineData(DecisionKind.Escalate, CampaignState.Escalated, "campaign.escalated")]
    public async Task A_decision_moves_the_campaign_and_is_recorded_and_logged(DecisionKind kind, CampaignState state, string step)
    {
        var held = await _world.HoldAsync("Autumn letter", QueueWorld.New, QueueWorld.Link);
        using var answer = await _world.DecideAsync(_ada, held.Id, kind, "Look at the hours.", "content.illicit", "link.unreachable");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(state, (await _world.CampaignAsync(held.Id)).State);
        var decision = Assert.Single(await _world.DecisionsAsync(held.Id));
        Assert.Equal((kind, _world.Ada.Id, held.ContentHash, held.Version), (decision.Kind, decision.By, decision.ContentHash, decision.CampaignVersion));
        Assert.Equal(kind == DecisionKind.Approve ? [] : ["content.illicit", "link.unreachable"], decision.Reasons);
        Assert.Equal("Look at the hours.", decision.Note);
        Assert.Equal([step], await _world.StepsAsync(held.Id));
    }

    [Fact]
    public async Task An_approval_lets_exactly_this_content_leave_after_thirty_seconds_and_reserves_its_messages()
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        var campaign = await _world.CampaignAsync(held.Id);
        Assert.Equal(held.ContentHash, campaign.ApprovedHash);
        Assert.InRange((campaign.ReleaseAt!.Value - _world.Now).TotalSeconds, 20, 30);
        Assert.Equal(10, await _world.App.AsEngineAsync(db => db.VolumeReservations.Where(r => r.CampaignId == held.Id).SumAsync(r => r.Remaining)));
    }

    [Fact]
    public async Task The_next_campaign_is_opened_with_the_result_and_an_undo()
    {
        var first = await _world.HoldAsync("First letter");
        var second = await _world.HoldAsync("Second letter");
        using var answer = await _world.DecideAsync(_ada, first.Id, DecisionKind.Approve);
        var next = answer.Headers.Location!.ToString();
        Assert.StartsWith(_world.Address(second.Id), next, StringComparison.Ordinal);
        var page = WebUtility.HtmlDecode(await _ada.ReadAsync(next));
        Assert.Contains("You approved “First letter”.", page, StringComparison.Ordinal);
        Assert.Contains($"{_world.Address(first.Id)}?handler=Undo", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_the_last_one_the_queue_is_clear()
    {
        var held = await _world.HoldAsync("Only letter");
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        var page = await _ada.ReadAsync(answer.Headers.Location!.ToString());
        Assert.Contains("Queue clear", page, StringComparison.Ordinal);
        Assert.Contains("handler=Undo", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task An_audience_that_grew_by_more_than_a_tenth_is_looked_at_again(int newcomers, bool isAnother)
    {
        var held = await _world.HoldAsync("Autumn letter");
        await _world.AddContactsAsync(newcomers);
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(isAnother ? HttpStatusCode.Conflict : HttpStatusCode.Redirect, answer.StatusCode);
        if (isAnother)
        {
            Assert.Contains("The audience has grown from 10 to 12 recipients", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            using var seen = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
            Assert.Equal(HttpStatusCode.Redirect, seen.StatusCode);
        }
    }

    [Fact]
    public async Task Other_people_in_the_same_number_are_another_audience()
    {
        var held = await _world.HoldAsync("Autumn letter");
        await _world.ChangeAsync(db => db.ListMemberships.RemoveRange(db.ListMemberships.Take(5)));
        await _world.AddContactsAsync(5);
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains("5 of the 10 recipients were added since it was submitted", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_account_is_ticked_as_the_reason_when_nothing_else_holds_the_mailing()
    {
        var ofAccount = await _world.HoldAsync("Autumn letter", QueueWorld.New);
        var ofContent = await _world.HoldAsync("Winter letter", QueueWorld.New, QueueWorld.Link);
        Assert.Equal(["account.new"], await TickedAsync(ofAccount.Id));
        Assert.Equal(["link.unreachable"], await TickedAsync(ofContent.Id));

        async Task<IEnumerable<string?>> TickedAsync(Guid campaign) => new AngleSharp.Html.Parser.HtmlParser()
            .ParseDocument(await _ada.ReadAsync(_world.Address(campaign)))
            .QuerySelectorAll("[data-reason][checked]").Select(box => box.GetAttribute("value"));
    }

    [Theory]
    [InlineData(DecisionKind.Return)]
    [InlineData(DecisionKind.Reject)]
    public async Task Return_and_reject_without_a_reason_are_refused_and_lose_nothing(DecisionKind kind)
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var answer = await _world.DecideAsync(_ada, held.Id, kind, "My long note");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("error-summary", page, StringComparison.Ordinal);
        Assert.Contains("href=\"#Input_Reasons\"", page, StringComparison.Ordinal);
        Assert.Contains("My long note", page, StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
        Assert.Empty(await _world.DecisionsAsync(held.Id));
    }

    [Fact]
    public async Task A_reason_that_nobody_offered_is_none()
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Reject, "", "no.such.reason");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task Of_two_browsers_one_wins_and_the_other_reads_who_and_when_and_keeps_the_note()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var ben = await _world.App.SignInAsync(_world.Ben);
        var mine = await _world.OpenAsync(_ada, held.Id);
        var theirs = await _world.OpenAsync(ben, held.Id);
        using var won = await mine.DecideAsync(DecisionKind.Approve);
        using var lost = await theirs.DecideAsync(DecisionKind.Reject, "A note worth keeping", "content.illicit");

        Assert.Equal(HttpStatusCode.Redirect, won.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, lost.StatusCode);
        var page = WebUtility.HtmlDecode(await lost.Content.ReadAsStringAsync());
        var at = Assert.Single(await _world.DecisionsAsync(held.Id)).At;
        Assert.Contains($"ada approved this campaign on {Web.Pages.Queue.Words.Time(at)}.", page, StringComparison.Ordinal);
        Assert.Contains("A note worth keeping", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_many_decide_at_the_same_moment_exactly_one_wins()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var ben = await _world.App.SignInAsync(_world.Ben);
        var opened = new[] { await _world.OpenAsync(_ada, held.Id), await _world.OpenAsync(ben, held.Id), await _world.OpenAsync(_ada, held.Id), await _world.OpenAsync(ben, held.Id) };
        var answers = await Task.WhenAll(opened.Select(page => page.DecideAsync(DecisionKind.Approve)));
        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.Redirect);
        Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
        Assert.Single(await _world.DecisionsAsync(held.Id));
    }

    [Fact]
    public async Task Content_that_was_edited_after_opening_is_not_approved()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        await _world.EditAsync(held.Id, "Another letter");
        using var draft = await opened.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, draft.StatusCode);
        Assert.Contains("The content was edited by marketer on ", await draft.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        await _world.SubmitAsync(held.Id, _world.Marketer.Id, QueueWorld.New);
        using var again = await opened.DecideAsync(DecisionKind.Approve, "Kept");
        var page = await again.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
        Assert.Contains("submitted again", page, StringComparison.Ordinal);
        Assert.Contains("Kept", page, StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }

    [Theory]
    [InlineData("Input.ContentHash", "0000")]
    [InlineData("Input.Version", "1")]
    [InlineData("Input.SubmissionId", "0198c0de-0000-7000-8000-000000000000")]
    public async Task A_decision_is_bound_to_hash_version_and_submission(string field, string other)
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        var changed = opened with { Fields = [.. opened.Fields.Select(f => f.Name == field ? (f.Name, other) : f)] };
        using var answer = await changed.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task An_approval_stops_at_what_became_worse_and_shows_the_difference()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        await _world.AddContactsAsync(40);
        using var stopped = await opened.DecideAsync(DecisionKind.Approve, "Kept");
        var page = await stopped.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Conflict, stopped.StatusCode);
        Assert.Contains("from 10 to 50 recipients", page, StringComparison.Ordinal);
        Assert.Contains("Kept", page, StringComparison.Ordinal);
        Assert.Equal(["campaign.judged-again"], await _world.StepsAsync(held.Id));

        using var accepted = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, accepted.StatusCode);
        Assert.Equal(CampaignState.Releasing, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task A_second_look_keeps_what_exceeds_the_limit_among_its_findings()
    {
        var other = await _world.HoldAsync("Another letter");
        await _world.ChangeAsync(db => db.Add(new VolumeReservation { AccountId = _world.Account.Id, CampaignId = other.Id, Remaining = 1_000, At = _world.Now }));
        var held = await _world.HoldAsync("Autumn letter");
        using var first = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, first.StatusCode);

        await _world.AddContactsAsync(20);
        using var second = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);

        var submission = (await _world.CampaignAsync(held.Id)).SubmissionId;
        var stored = await _world.App.AsEngineAsync(db => db.Submissions.AsNoTracking().SingleAsync(s => s.Id == submission));
        Assert.Contains(CampaignIntake.ReadJudgement(stored).Findings, finding => finding.Rule == "volume.three-point-six");
        using var third = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, third.StatusCode);
    }

    [Fact]
    public async Task An_approval_after_the_planned_time_reserves_nothing_and_leaves_by_one_press()
    {
        var held = await _world.HoldAsync("Yesterday's letter", _world.Now.AddHours(-1), _world.Marketer.Id, QueueWorld.New);
        using var approved = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, approved.StatusCode);
        Assert.True((await _world.CampaignAsync(held.Id)).HasMissedItsTime);
        Assert.Equal(0, await _world.App.AsEngineAsync(db => db.VolumeReservations.CountAsync()));
        Assert.Contains("has passed. It does not leave by itself", await _ada.ReadAsync(_world.Address(held.Id)), StringComparison.Ordinal);
        var marketer = await _world.App.SignInAsync(_world.Marketer);
        Assert.Contains("Send it now or choose another time", await marketer.ReadAsync("/campaigns"), StringComparison.Ordinal);

        using var later = await marketer.SubmitAsync($"/campaigns/{held.Id}", [("at", _world.Now.AddHours(2).ToString("yyyy-MM-ddTHH:mm"))], "Plan");
        Assert.Equal(CampaignState.Scheduled, (await _world.CampaignAsync(held.Id)).State);
        Assert.Equal(10, await _world.App.AsEngineAsync(db => db.VolumeReservations.SumAsync(r => r.Remaining)));
        Assert.Equal(["campaign.approved", "campaign.planned-again"], await _world.StepsAsync(held.Id));
    }

    [Fact]
    public async Task Staff_send_an_approved_campaign_whose_time_has_passed()
    {
        var held = await _world.HoldAsync("Yesterday's letter", _world.Now.AddHours(-1), _world.Marketer.Id, QueueWorld.New);
        using var approved = await _world.DecideAsync(_ada, held.Id, DecisionKind.Approve);
        using var sent = await _ada.SubmitAsync(_world.Address(held.Id), [], "SendNow");
        Assert.Equal(HttpStatusCode.Redirect, sent.StatusCode);
        Assert.Equal(CampaignState.Releasing, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task Who_escalated_does_not_decide_and_who_did_not_does()
    {
        var held = await _world.HoldAsync("Autumn letter");
        using var escalated = await _world.DecideAsync(_ada, held.Id, DecisionKind.Escalate);
        Assert.Contains("You escalated this campaign", await _ada.ReadAsync(_world.Address(held.Id)), StringComparison.Ordinal);
        using var approved = await _world.DecideAsync(await _world.App.SignInAsync(_world.Ben), held.Id, DecisionKind.Approve);
        Assert.Equal(CampaignState.Releasing, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task What_has_begun_to_be_sent_is_not_returned_for_changes()
    {
        var held = await _world.HoldAsync("Autumn letter");
        await _world.App.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == held.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.SendingSince, _world.Now)));
        using var answer = await _world.DecideAsync(_ada, held.Id, DecisionKind.Return, "", "content.illicit");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("Some recipients may have it already", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task Stored_content_that_is_not_what_was_submitted_is_never_approved()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        await _world.App.AsEngineAsync(db => db.Database.ExecuteSqlAsync(
            $"update app.submissions set frozen_content = convert_to(replace(convert_from(frozen_content, 'utf8'), 'nine', 'five'), 'utf8') where campaign_id = {held.Id}"));
        using var answer = await opened.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }

    [Fact]
    public async Task Without_the_antiforgery_token_nothing_is_decided()
    {
        var held = await _world.HoldAsync("Autumn letter");
        var opened = await _world.OpenAsync(_ada, held.Id);
        var bare = opened with { Fields = [.. opened.Fields.Where(field => field.Name != "__RequestVerificationToken")] };
        using var answer = await bare.DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(CampaignState.Held, (await _world.CampaignAsync(held.Id)).State);
    }
}

using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Campaigns;

public sealed class CampaignTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly Guid Author = Guid.CreateVersion7();

    [Fact]
    public void A_held_campaign_that_is_approved_waits_thirty_seconds_before_it_may_leave()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        Assert.Equal(CampaignState.Releasing, campaign.State);
        Assert.Equal(Now.AddSeconds(30), campaign.ReleaseAt);
        Assert.Equal("hash", campaign.ApprovedHash);
    }

    [Fact]
    public void Approval_of_another_content_than_the_one_on_screen_is_refused()
    {
        var campaign = Held();
        var refused = Assert.Throws<InvalidTransitionException>(() => campaign.Approve("other", Now));
        Assert.Contains("content has changed", refused.Message, StringComparison.Ordinal);
        Assert.Equal(CampaignState.Held, campaign.State);
    }

    [Fact]
    public void An_edit_voids_the_submission_and_the_approval()
    {
        var campaign = Held();
        campaign.Edit(Draft("Changed"), Author, Now);
        Assert.Equal(CampaignState.Draft, campaign.State);
        Assert.Null(campaign.ContentHash);

        var scheduled = New();
        scheduled.Edit(Draft("Later") with { SendAt = Now.AddHours(2) }, Author, Now);
        scheduled.Submit(Guid.CreateVersion7(), "hash", Verdict.Cleared, Author, Now);
        Assert.Equal(CampaignState.Scheduled, scheduled.State);
        scheduled.Edit(Draft("Changed"), Author, Now);
        Assert.Null(scheduled.ApprovedHash);
        Assert.Null(scheduled.ReleaseAt);
    }

    [Fact]
    public void An_edit_while_it_leaves_is_refused()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        Assert.Throws<InvalidTransitionException>(() => campaign.Edit(Draft("Changed"), Author, Now));
        Assert.Equal("hash", campaign.ApprovedHash);
    }

    [Fact]
    public void Undo_works_until_the_window_ends_and_goes_back_to_the_queue()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        Assert.True(campaign.CanBeUndone(Now.AddSeconds(29.9)));
        Assert.False(campaign.CanBeUndone(Now.AddSeconds(30)));
        campaign.Undo(Now.AddSeconds(29));
        Assert.Equal(CampaignState.Held, campaign.State);
        Assert.Null(campaign.ApprovedHash);
        Assert.Throws<InvalidTransitionException>(() => campaign.Undo(Now.AddSeconds(29)));
    }

    [Fact]
    public void An_approval_for_a_later_time_can_be_undone_until_then()
    {
        var campaign = New();
        campaign.Edit(Draft("Later") with { SendAt = Now.AddHours(2) }, Author, Now);
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Held, Author, Now);
        campaign.Approve("hash", Now);
        Assert.Equal(CampaignState.Scheduled, campaign.State);
        Assert.True(campaign.CanBeUndone(Now.AddHours(1.9)));
        Assert.False(campaign.CanBeUndone(Now.AddHours(2)));
    }

    [Fact]
    public void A_new_judgement_voids_what_reviewers_have_on_screen_but_not_the_content()
    {
        var campaign = Held();
        var (version, hash) = (campaign.Version, campaign.ContentHash);
        campaign.JudgeAgain(Guid.CreateVersion7());
        Assert.Equal(CampaignState.Held, campaign.State);
        Assert.Equal(version + 1, campaign.Version);
        Assert.Equal(hash, campaign.ContentHash);
    }

    [Fact]
    public void Sending_does_not_begin_before_the_window_has_passed()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        Assert.Throws<InvalidTransitionException>(() => campaign.BeginSending(Now.AddSeconds(29.999)));
        campaign.BeginSending(Now.AddSeconds(30));
        Assert.Equal(CampaignState.Sending, campaign.State);
    }

    [Fact]
    public void A_blocked_campaign_goes_back_to_draft_by_an_edit_and_cannot_be_approved()
    {
        var campaign = New();
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Blocked, Author, Now);
        Assert.Throws<InvalidTransitionException>(() => campaign.Approve("hash", Now));
        campaign.Edit(Draft("Mended"), Author, Now);
        Assert.Equal(CampaignState.Draft, campaign.State);
    }

    [Fact]
    public void Every_step_raises_the_version_that_decisions_are_bound_to()
    {
        var campaign = New();
        var seen = new List<int> { campaign.Version };
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Held, Author, Now);
        seen.Add(campaign.Version);
        campaign.Approve("hash", Now);
        seen.Add(campaign.Version);
        campaign.Undo(Now.AddSeconds(1));
        seen.Add(campaign.Version);
        Assert.Equal([1, 2, 3, 4], seen);
    }

    [Fact]
    public void Nobody_of_the_account_and_no_author_decides()
    {
        var campaign = Held();
        Assert.NotNull(SelfApproval.Objection(campaign, Author, accountOfUser: null));
        Assert.NotNull(SelfApproval.Objection(campaign, Guid.CreateVersion7(), campaign.AccountId));
        Assert.Null(SelfApproval.Objection(campaign, Guid.CreateVersion7(), accountOfUser: null));
    }

    [Fact]
    public void A_campaign_can_be_withdrawn_until_it_sends()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        campaign.Withdraw();
        Assert.Equal(CampaignState.Withdrawn, campaign.State);

        var sending = Held();
        sending.Approve("hash", Now);
        sending.BeginSending(Now.AddSeconds(30));
        Assert.Throws<InvalidTransitionException>(sending.Withdraw);
    }

    [Fact]
    public void What_has_begun_to_be_sent_keeps_its_content_and_its_audience()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        campaign.BeginSending(Now.AddSeconds(30));
        campaign.HoldAgain("looked at again");

        Assert.False(campaign.IsEditable);
        Assert.Throws<InvalidTransitionException>(() => campaign.Edit(Draft("Changed"), Author, Now));
        Assert.Throws<InvalidTransitionException>(() => campaign.Touch(Author, Now));
        Assert.Throws<InvalidTransitionException>(() => campaign.Return("hash"));
        Assert.Throws<InvalidTransitionException>(campaign.Withdraw);
        Assert.Equal((CampaignState.Held, "hash"), (campaign.State, campaign.ContentHash));
        campaign.Stop("enough", Now);
        Assert.Equal(CampaignState.Stopped, campaign.State);
    }

    [Fact]
    public void An_approval_after_the_planned_time_sends_nothing_by_itself()
    {
        var campaign = HeldFor(Now.AddHours(1));
        campaign.Approve("hash", Now.AddHours(2));
        Assert.Equal((CampaignState.Deferred, "hash", null), (campaign.State, campaign.ApprovedHash, campaign.ReleaseAt));
        Assert.Contains("22 Nov 2026 10:00 UTC, has passed", campaign.Notice, StringComparison.Ordinal);
        Assert.True(campaign.HasMissedItsTime);
        Assert.False(campaign.AwaitsDecision);

        Assert.Throws<InvalidTransitionException>(() => campaign.PlanAgain(Now.AddHours(1), Now.AddHours(2)));
        campaign.PlanAgain(null, Now.AddHours(2));
        Assert.Equal((CampaignState.Releasing, Now.AddHours(2).AddSeconds(30), null), (campaign.State, campaign.ReleaseAt, campaign.Notice));
    }

    [Fact]
    public void Another_time_needs_no_new_review_and_a_few_minutes_late_is_in_time()
    {
        var campaign = HeldFor(Now.AddHours(1));
        campaign.Approve("hash", Now.AddHours(2));
        campaign.PlanAgain(Now.AddHours(5), Now.AddHours(2));
        Assert.Equal((CampaignState.Scheduled, Now.AddHours(5)), (campaign.State, campaign.ReleaseAt));
        Assert.False(campaign.IsTooLate(Now.AddHours(5.2)));
        Assert.True(campaign.IsTooLate(Now.AddHours(6)));

        campaign.MissTime();
        Assert.True(campaign.HasMissedItsTime);
        Assert.Null(campaign.ReleaseAt);

        var nearly = HeldFor(Now.AddHours(1));
        nearly.Approve("hash", Now.AddHours(1.1));
        Assert.Equal(CampaignState.Releasing, nearly.State);
    }

    [Fact]
    public void What_is_planned_for_no_time_is_never_too_late()
    {
        var campaign = Held();
        campaign.Approve("hash", Now);
        Assert.False(campaign.IsTooLate(Now.AddDays(2)));
    }

    [Fact]
    public void An_approval_that_came_too_late_can_be_taken_back()
    {
        var campaign = HeldFor(Now.AddHours(1));
        campaign.Approve("hash", Now.AddHours(2));
        Assert.True(campaign.CanBeUndone(Now.AddHours(9)));
        campaign.Undo(Now.AddHours(9));
        Assert.Equal((CampaignState.Held, null, null), (campaign.State, campaign.ApprovedHash, campaign.Notice));
    }

    [Fact]
    public void Who_escalated_leaves_the_decision_to_another_person()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var campaign = Held();
        campaign.Escalate("hash", first);
        Assert.Contains("You escalated", SelfApproval.Objection(campaign, first, accountOfUser: null), StringComparison.Ordinal);
        Assert.Null(SelfApproval.Objection(campaign, second, accountOfUser: null));
    }

    [Fact]
    public void A_rejection_is_appealed_once_and_decided_by_another_person()
    {
        var (first, second) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var campaign = Held();
        campaign.Reject("hash", first);
        campaign.Edit(Draft("Mended"), Author, Now);
        // Whatever the rules say now: a person has said no.
        campaign.Submit(Guid.CreateVersion7(), "second", Verdict.Cleared, Author, Now);
        Assert.Equal(CampaignState.Held, campaign.State);
        Assert.Null(campaign.ReleaseAt);
        Assert.Contains("You rejected", SelfApproval.Objection(campaign, first, accountOfUser: null), StringComparison.Ordinal);
        Assert.Null(SelfApproval.Objection(campaign, second, accountOfUser: null));

        campaign.Reject("second", second);
        Assert.False(campaign.IsEditable);
        Assert.Throws<InvalidTransitionException>(() => campaign.Edit(Draft("Again"), Author, Now));
    }

    [Fact]
    public void A_block_is_appealed_with_a_reason_and_what_was_frozen_waits_for_a_person()
    {
        var campaign = Blocked();
        campaign.AppealBlock(BlockedBy("link.not-https"), "Our partner has no certificate yet.", Now, Now.AddHours(2));

        Assert.Equal((CampaignState.Held, "hash", "Our partner has no certificate yet."), (campaign.State, campaign.ContentHash, campaign.Appeal));
        campaign.Approve("hash", Now);
        Assert.Equal("hash", campaign.ApprovedHash);
        campaign.Undo(Now);
        Assert.NotNull(campaign.Appeal);
        campaign.Edit(Draft("Changed"), Author, Now);
        Assert.Null(campaign.Appeal);
    }

    [Theory]
    [InlineData("optout.missing")]
    [InlineData("optout.hidden")]
    [InlineData("mail.unsendable")]
    [InlineData("html.limits")]
    public void What_the_law_asks_for_is_not_appealed(string rule)
    {
        var campaign = Blocked();
        Assert.Throws<InvalidTransitionException>(() => campaign.AppealBlock(BlockedBy("link.not-https", rule), "Please", Now, Now));
        Assert.Equal(CampaignState.Blocked, campaign.State);
    }

    [Fact]
    public void Neither_without_a_reason_nor_from_another_state()
    {
        Assert.Throws<InvalidTransitionException>(() => Blocked().AppealBlock(BlockedBy("link.not-https"), " ", Now, Now));
        Assert.Throws<InvalidTransitionException>(() => Held().AppealBlock(BlockedBy("link.not-https"), "Please", Now, Now));
        Assert.Throws<InvalidTransitionException>(() => New().AppealBlock(BlockedBy("link.not-https"), "Please", Now, Now));
    }

    [Fact]
    public void A_block_after_a_rejection_is_the_one_appeal_that_there_is()
    {
        var campaign = Held();
        campaign.Reject("hash", Guid.CreateVersion7());
        campaign.Edit(Draft("Mended"), Author, Now);
        campaign.Submit(Guid.CreateVersion7(), "second", Verdict.Blocked, Author, Now);
        campaign.AppealBlock(BlockedBy("link.not-https"), "Please", Now, Now);
        campaign.Reject("second", Guid.CreateVersion7());
        Assert.False(campaign.IsEditable);
    }

    private static Judgement BlockedBy(params string[] rules) =>
        new(Verdict.Blocked, [.. rules.Select(rule => new Finding(rule, Severity.Block, "", null, [], ""))], [], 1);

    private static Campaign Blocked()
    {
        var campaign = New();
        campaign.Edit(Draft("Hello"), Author, Now);
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Blocked, Author, Now);
        return campaign;
    }

    private static Campaign HeldFor(DateTimeOffset sendAt)
    {
        var campaign = New();
        campaign.Edit(Draft("Planned") with { SendAt = sendAt }, Author, Now);
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Held, Author, Now);
        return campaign;
    }

    private static Campaign New() => new() { AccountId = Guid.CreateVersion7(), CreatedBy = Author, CreatedAt = Now };

    private static Campaign Held()
    {
        var campaign = New();
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Held, Author, Now);
        return campaign;
    }

    private static CampaignDraft Draft(string subject) => new(subject, "", "<p>x</p>", "", null, null, null);
}

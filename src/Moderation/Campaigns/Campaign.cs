using System.Globalization;
using Moderation.Accounts;
using Moderation.Review;

namespace Moderation.Campaigns;

/// <summary>
/// One mass mailing. Every change of state is a method here; each raises <see cref="Version"/>, to which decisions are bound.
/// A method that does not fit the state throws <see cref="InvalidTransitionException"/> and changes nothing.
/// </summary>
public sealed class Campaign : IOfAccount
{
    /// <summary>How long the server holds a released campaign back, so that the decision can be undone.</summary>
    public static readonly TimeSpan UndoWindow = TimeSpan.FromSeconds(30);

    /// <summary>So much later than planned is still the planned time; beyond it a person chooses again.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Short number, unique over all accounts, given by the database; stands in tokens, where a UUID would be too long.</summary>
    public long Number { get; private set; }
    public CampaignState State { get; private set; } = CampaignState.Draft;
    public int Version { get; private set; } = 1;

    public string Subject { get; private set; } = "";
    public string Preheader { get; private set; } = "";
    public string Html { get; private set; } = "";
    public string Text { get; private set; } = "";
    public Guid? SenderId { get; private set; }
    public Guid? ListId { get; private set; }

    /// <summary>Not before this time; null is as soon as approved.</summary>
    public DateTimeOffset? SendAt { get; private set; }

    public required Guid CreatedBy { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public Guid EditedBy { get; private set; }
    public DateTimeOffset EditedAt { get; private set; }

    public Guid? SubmissionId { get; private set; }
    public Guid? SubmittedBy { get; private set; }
    public DateTimeOffset? SubmittedAt { get; private set; }

    /// <summary>Its place in the queue, see <see cref="QueueOrder"/>; it stands still while the campaign waits.</summary>
    public DateTimeOffset? DueAt { get; private set; }

    /// <summary>Hash of the frozen content under review; null while the draft is open.</summary>
    public string? ContentHash { get; private set; }

    /// <summary>The content that may leave; the relay refuses any other.</summary>
    public string? ApprovedHash { get; private set; }

    /// <summary><see cref="Review.Conditions"/> of the approval as JSON; null when there are none.</summary>
    public string? Conditions { get; private set; }

    /// <summary>Who asked another person to decide; until the next submission.</summary>
    public Guid? EscalatedBy { get; private set; }

    /// <summary>Who rejected it first. From then on another person decides.</summary>
    public Guid? RejectedBy { get; private set; }

    /// <summary>When it was submitted again after its rejection; it can be once.</summary>
    public DateTimeOffset? AppealedAt { get; private set; }

    /// <summary>Why the marketer asks a project manager to lift the rules' block, for this content only.</summary>
    public string? Appeal { get; private set; }

    /// <summary>State to which an undo goes back.</summary>
    private CampaignState? _undoTo;

    /// <summary>The relay may begin at this time.</summary>
    public DateTimeOffset? ReleaseAt { get; private set; }
    public DateTimeOffset? SendingSince { get; private set; }
    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Whether its mail says when it is opened, and what is followed; settled at the release, so that it does not change midway.</summary>
    public bool TracksOpens { get; private set; }
    public bool TracksClicks { get; private set; }

    /// <summary>The account's own host in those addresses; null is the provider's.</summary>
    public DomainName? TrackingHost { get; private set; }

    /// <summary>It leaves also outside of the hours that its account keeps (<see cref="Account.SendWindow"/>).</summary>
    public bool AtAnyHour { get; private set; }

    /// <summary>A sentence on why it stands where it stands, when the system moved it.</summary>
    public string? Notice { get; private set; }

    /// <summary>
    /// Recipients have deliveries, and some may have the mail: content and audience stay what they are, whatever is decided
    /// afterwards. Whoever wants to change it makes a copy.
    /// </summary>
    public bool HasBegun => SendingSince is not null;

    public bool IsEditable => !HasBegun && (State is CampaignState.Draft or CampaignState.Blocked or CampaignState.Held or CampaignState.Escalated
        or CampaignState.Deferred or CampaignState.Scheduled || State == CampaignState.Rejected && AppealedAt is null);

    /// <summary>It may leave, but its time has passed: it waits until somebody says when.</summary>
    public bool HasMissedItsTime => State == CampaignState.Deferred && ApprovedHash is not null;

    public bool AwaitsDecision => State is CampaignState.Held or CampaignState.Escalated or CampaignState.Deferred && !HasMissedItsTime;

    /// <summary>Ends for good what has begun or is about to.</summary>
    public bool CanBeStopped => State is CampaignState.Sending or CampaignState.Paused or CampaignState.Releasing or CampaignState.Scheduled
        || (HasBegun && State is CampaignState.Held or CampaignState.Escalated or CampaignState.Deferred);

    /// <summary>An approval can be taken back until the campaign leaves: for 30 s, or until the time that it is planned for.</summary>
    public bool CanBeUndone(DateTimeOffset now) =>
        _undoTo is not null && (HasMissedItsTime || (State is CampaignState.Releasing or CampaignState.Scheduled && now < ReleaseAt));

    /// <summary>Whether the relay comes so late that the planned time has passed. What is planned for no time leaves as soon as it can.</summary>
    public bool IsTooLate(DateTimeOffset now) => SendAt is not null && ReleaseAt + Grace < now;

    /// <summary>Changes the draft. An edit voids a submission and any approval: what was judged is no longer what would leave.</summary>
    public void Edit(CampaignDraft draft, Guid by, DateTimeOffset now)
    {
        Require(IsEditable, "edited");
        (Subject, Preheader, Html, Text) = (draft.Subject, draft.Preheader, draft.Html, draft.Text);
        (SenderId, ListId, SendAt) = (draft.SenderId, draft.ListId, draft.SendAt);
        Touch(by, now);
    }

    /// <summary>Voids what was judged after a change of the attachments.</summary>
    public void Touch(Guid by, DateTimeOffset now)
    {
        Require(IsEditable, "edited");
        (EditedBy, EditedAt) = (by, now);
        (ContentHash, ApprovedHash, Conditions, ReleaseAt, SubmissionId, _undoTo, Notice, Appeal) = (null, null, null, null, null, null, null, null);
        Move(CampaignState.Draft);
    }

    /// <summary>
    /// Freezes the content under its hash and takes the verdict of the rules. Without <paramref name="due"/>, a person
    /// should decide within <see cref="QueueOrder.Usual"/>.
    /// </summary>
    public void Submit(Guid submissionId, string contentHash, Verdict verdict, Guid by, DateTimeOffset now, DateTimeOffset? due = null)
    {
        Require(!HasBegun && State is CampaignState.Draft or CampaignState.Blocked, "submitted");
        DueAt = due ?? now + QueueOrder.Usual;
        (SubmissionId, SubmittedBy, SubmittedAt, ContentHash, ApprovedHash, EscalatedBy, Notice, Appeal) = (submissionId, by, now, contentHash, null, null, null, null);
        switch (verdict)
        {
            case Verdict.Blocked:
                Move(CampaignState.Blocked);
                break;
            case var _ when RejectedBy is not null:
                AppealedAt ??= now;
                Notice = "It was rejected and has been submitted again: another person decides.";
                Move(CampaignState.Held);
                break;
            case Verdict.Held:
                Move(CampaignState.Held);
                break;
            default:
                ApprovedHash = contentHash;
                Schedule(now);
                break;
        }
    }

    /// <summary>The marketer asks a project manager to lift what the rules block. What was frozen stays what is looked at.</summary>
    /// <param name="judgement">Of the submission that was blocked.</param>
    /// <param name="reason">Why it should be lifted, in the marketer's words.</param>
    /// <param name="now">The time of the appeal.</param>
    /// <param name="due">Until when a person should decide.</param>
    public void AppealBlock(Judgement judgement, string reason, DateTimeOffset now, DateTimeOffset due)
    {
        Require(!HasBegun && State == CampaignState.Blocked && ContentHash is not null, "appealed");
        if (!Law.AllowsAppeal(judgement))
        {
            throw new InvalidTransitionException("What is objected to here can be lifted by nobody: it has to be mended.");
        }

        if (string.IsNullOrWhiteSpace(reason))
        {
            throw new InvalidTransitionException("Write why the block should be lifted: the project manager reads it.");
        }

        (Appeal, DueAt) = (reason, due);
        if (RejectedBy is not null)
        {
            AppealedAt ??= now;
        }

        Move(CampaignState.Held);
    }

    /// <summary>The same content was judged again while it waits: who has seen only the former judgement looks again before deciding.</summary>
    public void JudgeAgain(Guid submissionId)
    {
        Require(AwaitsDecision, "judged again");
        SubmissionId = submissionId;
        Version++;
    }

    /// <summary>Lets exactly this content leave, after the undo window.</summary>
    public void Approve(string contentHash, DateTimeOffset now, Conditions? conditions = null)
    {
        RequireDecision(contentHash);
        var from = State;
        ApprovedHash = contentHash;
        Conditions = conditions is { IsEmpty: false } ? conditions.ToJson() : null;
        Schedule(now);
        _undoTo = from;
    }

    /// <summary>Not once it has begun: it could not be changed.</summary>
    public void Return(string contentHash)
    {
        RequireDecision(contentHash);
        Require(!HasBegun, "returned");
        ContentHash = null;
        Move(CampaignState.Draft);
    }

    public void Reject(string contentHash, Guid by)
    {
        RequireDecision(contentHash);
        RejectedBy ??= by;
        Notice = null;
        Move(CampaignState.Rejected);
    }

    public void Defer(string contentHash)
    {
        RequireDecision(contentHash);
        Move(CampaignState.Deferred);
    }

    public void Escalate(string contentHash, Guid by)
    {
        RequireDecision(contentHash);
        EscalatedBy = by;
        Move(CampaignState.Escalated);
    }

    /// <summary>Takes an approval back while the server still holds the campaign.</summary>
    public void Undo(DateTimeOffset now)
    {
        Require(CanBeUndone(now), "undone");
        (ApprovedHash, Conditions, ReleaseAt, Notice) = (null, null, null, null);
        var to = _undoTo!.Value;
        _undoTo = null;
        Move(to);
    }

    /// <summary>The relay came after the planned time: nothing leaves, and the approval stands.</summary>
    public void MissTime()
    {
        Require(State is CampaignState.Scheduled or CampaignState.Releasing, "put off");
        PutOff();
    }

    /// <summary>An approved campaign whose time has passed leaves now, or at a time still to come, without another review.</summary>
    /// <param name="sendAt">Null is now.</param>
    /// <param name="now">The time of the choice.</param>
    public void PlanAgain(DateTimeOffset? sendAt, DateTimeOffset now)
    {
        Require(HasMissedItsTime, "planned again");
        if (sendAt <= now)
        {
            throw new InvalidTransitionException("That time has passed as well. Choose a later one, or send it now.");
        }

        SendAt = sendAt;
        Schedule(now);
    }

    /// <summary>Back to the queue because a check at release found a change for the worse.</summary>
    public void HoldAgain(string why)
    {
        Require(State is CampaignState.Scheduled or CampaignState.Releasing or CampaignState.Sending or CampaignState.Paused, "held again");
        (ApprovedHash, ReleaseAt, _undoTo, Notice) = (null, null, null, why);
        Move(CampaignState.Held);
    }

    /// <summary>The relay takes it: from here each recipient gets a delivery.</summary>
    public void BeginSending(DateTimeOffset now)
    {
        Require(State is CampaignState.Releasing or CampaignState.Scheduled && ReleaseAt <= now && ApprovedHash is not null, "sent");
        SendingSince = now;
        _undoTo = null;
        Move(CampaignState.Sending);
    }

    /// <summary>Settles what is counted of its mail, when it begins to send for the first time.</summary>
    public void Track(bool opens, bool clicks, DomainName? host)
    {
        Require(!HasBegun, "tracked otherwise");
        (TracksOpens, TracksClicks, TrackingHost) = (opens, clicks, host);
    }

    /// <summary>Whether it keeps to its account's hours. No other state: nothing that was judged depends on it.</summary>
    public void ChooseHours(bool any)
    {
        Require(State is not (CampaignState.Sent or CampaignState.Closed or CampaignState.Stopped or CampaignState.Withdrawn), "changed");
        AtAnyHour = any;
    }

    public void Pause()
    {
        Require(State == CampaignState.Sending, "paused");
        Move(CampaignState.Paused);
    }

    public void Resume()
    {
        Require(State == CampaignState.Paused, "resumed");
        Move(CampaignState.Sending);
    }

    public void Finish(DateTimeOffset now)
    {
        Require(State == CampaignState.Sending, "finished");
        FinishedAt = now;
        Move(CampaignState.Sent);
    }

    /// <summary>Ends it for good while messages are leaving; what has left has left.</summary>
    public void Stop(string why, DateTimeOffset now)
    {
        Require(CanBeStopped, "stopped");
        (FinishedAt, Notice) = (now, why);
        Move(CampaignState.Stopped);
    }

    /// <summary>Its reputation index is frozen.</summary>
    public void Close()
    {
        Require(State is CampaignState.Sent, "closed");
        Move(CampaignState.Closed);
    }

    /// <summary>The marketer takes it back, from every state before sending.</summary>
    public void Withdraw()
    {
        Require(IsEditable || (State == CampaignState.Releasing && !HasBegun), "withdrawn");
        (ApprovedHash, ReleaseAt, _undoTo) = (null, null, null);
        Move(CampaignState.Withdrawn);
    }

    private void Schedule(DateTimeOffset now)
    {
        _undoTo = null;
        if (SendAt + Grace < now)
        {
            PutOff();
            return;
        }

        var earliest = now + UndoWindow;
        (ReleaseAt, Notice) = (SendAt > earliest ? SendAt : earliest, null);
        Move(SendAt > earliest ? CampaignState.Scheduled : CampaignState.Releasing);
    }

    private void PutOff()
    {
        ReleaseAt = null;
        Notice = string.Create(CultureInfo.InvariantCulture, $"Its send time, {SendAt?.UtcDateTime:d MMM yyyy HH:mm} UTC, has passed. It does not leave by itself: send it now, or choose another time.");
        Move(CampaignState.Deferred);
    }

    private void RequireDecision(string contentHash)
    {
        Require(AwaitsDecision, "decided");
        if (contentHash != ContentHash)
        {
            throw new InvalidTransitionException("The content has changed since you opened it. Look at it again before you decide.");
        }
    }

    private void Move(CampaignState to)
    {
        State = to;
        Version++;
    }

    private void Require(bool allowed, string what)
    {
        if (!allowed)
        {
            throw new InvalidTransitionException($"This campaign is {State.ToString().ToLowerInvariant()} and cannot be {what} now.");
        }
    }
}

/// <summary>What the marketer writes.</summary>
public sealed record CampaignDraft(string Subject, string Preheader, string Html, string Text, Guid? SenderId, Guid? ListId, DateTimeOffset? SendAt);

/// <summary>The campaign is in a state that does not allow the step; the message is a sentence for people.</summary>
public sealed class InvalidTransitionException(string message) : InvalidOperationException(message);

using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Rules.Account;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Intake.Purchase;

namespace Moderation.Web.Intake;

/// <summary>
/// From a draft to a verdict: gathers the facts, runs the rules, freezes what was judged. The check-up, the submission,
/// the approval and the release all judge here, so that marketer, project manager and relay see the same findings.
/// </summary>
public sealed class CampaignIntake(ModerationDb db, TimeProvider clock, IntakeOptions options, Overlaps overlaps)
{
    /// <summary>The content of the draft as it stands now.</summary>
    public async Task<Content> ContentAsync(Campaign campaign, CancellationToken ct)
    {
        var sender = campaign.SenderId is { } senderId
            ? await db.Senders.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == campaign.AccountId && s.Id == senderId, ct)
            : null;
        var list = campaign.ListId is { } listId
            ? await db.Lists.AsNoTracking().Where(l => l.AccountId == campaign.AccountId && l.Id == listId).Select(l => l.Name).SingleOrDefaultAsync(ct)
            : null;
        var attachments = await db.Attachments.AsNoTracking()
            .Where(a => a.AccountId == campaign.AccountId && a.CampaignId == campaign.Id)
            .OrderBy(a => a.Id)
            .Select(a => new { a.Name, a.MediaType, a.ContentId, a.Bytes })
            .ToListAsync(ct);
        return new Content
        {
            Subject = campaign.Subject,
            Preheader = campaign.Preheader,
            FromName = sender?.Name ?? "",
            FromAddress = sender?.Email,
            ReplyTo = sender?.ReplyTo,
            Html = campaign.Html.Length == 0 ? null : campaign.Html,
            Text = campaign.Text.Length == 0 ? null : campaign.Text,
            Attachments = [.. attachments.Select(a => new Attachment(a.Name, a.MediaType, a.ContentId, a.Bytes))],
            Audience = list ?? "",
        };
    }

    /// <summary>Judges the draft without changing anything: the check-up.</summary>
    /// <param name="campaign">The draft.</param>
    /// <param name="content">Its content, from <see cref="ContentAsync"/>.</param>
    /// <param name="network">What was seen outside.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<CheckUp> CheckUpAsync(Campaign campaign, Content content, NetworkFacts network, CancellationToken ct)
    {
        var policy = await db.CurrentPolicyAsync(ct);
        var (submission, sketch) = await GatherAsync(campaign, content, network, approvedExcess: null, policy, ct);
        var judgement = Draw.Apply(Judge.Run(submission, policy, network.Available), policy, campaign.Id, contentHash: null);
        return new CheckUp(content, submission, sketch, judgement, policy, Missing(campaign, content, submission.Volume!.Recipients.Value, clock.GetUtcNow()));
    }

    /// <summary>
    /// Freezes and judges the draft. Call in a transaction; the caller saves, writes the audit log, schedules the release of
    /// a campaign that then has a release time, and commits.
    /// </summary>
    /// <exception cref="InvalidTransitionException">The draft is not complete, or its state does not allow it.</exception>
    public async Task<SubmittedCampaign> SubmitAsync(Campaign campaign, NetworkFacts network, Guid by, string byName, CancellationToken ct)
    {
        await db.LockAccountAsync(campaign.AccountId, ct);
        var now = clock.GetUtcNow();
        var checkUp = await CheckUpAsync(campaign, await ContentAsync(campaign, ct), network, ct);
        if (checkUp.Missing is [var first, ..])
        {
            throw new InvalidTransitionException(first);
        }

        var recipients = (int)checkUp.Submission.Volume!.Recipients.Value;
        var hash = await db.ContentHashAsync(options, campaign.AccountId, campaign.SenderId!.Value, campaign.ListId!.Value, checkUp.Content, ct);
        var judgement = Draw.Apply(checkUp.Judgement, checkUp.Policy, campaign.Id, hash);
        var submitted = new SubmittedCampaign
        {
            AccountId = campaign.AccountId,
            CampaignId = campaign.Id,
            ContentHash = hash,
            FrozenContent = FrozenContent.Write(checkUp.Content),
            SenderId = campaign.SenderId!.Value,
            FromName = checkUp.Content.FromName,
            Sketch = [.. checkUp.Sketch],
            ListId = campaign.ListId!.Value,
            Recipients = recipients,
            Verdict = judgement.Verdict,
            Judgement = JsonSerializer.Serialize(judgement),
            PolicyVersion = judgement.PolicyVersion,
            By = by,
            ByName = byName,
            At = now,
        };
        campaign.Submit(submitted.Id, submitted.ContentHash, submitted.Verdict, by, now, QueueOrder.Due(now, campaign.SendAt, judgement));
        db.Submissions.Add(submitted);
        if (campaign.ReleaseAt is not null)
        {
            await ReserveAsync(campaign, recipients, ct);
        }

        return submitted;
    }

    /// <summary>
    /// Judges frozen content again with today's facts, as is done at approval and at release. An approval covers the excess
    /// that it showed; before it, nothing is covered, and what exceeds the limit stays among the findings.
    /// </summary>
    public async Task<SecondLook> LookAgainAsync(Campaign campaign, SubmittedCampaign submitted, NetworkFacts network, CancellationToken ct)
    {
        var shown = ReadJudgement(submitted);
        var approvedExcess = campaign.ApprovedHash is null ? null : VolumeThreePointSix.ExcessIn(shown.Findings);
        var policy = await db.CurrentPolicyAsync(ct);
        var (submission, _) = await GatherAsync(campaign, FrozenContent.Read(submitted.FrozenContent), network, approvedExcess, policy, ct);
        var judgement = Draw.Apply(Judge.Run(submission, policy, network.Available), policy, campaign.Id, submitted.ContentHash);
        var recipients = (int)submission.Volume!.Recipients.Value;
        var worse = JudgementDifference.Worse(shown, judgement).Select(finding => finding.Message).ToList();
        worse.AddRange(JudgementDifference.NoLongerRun(shown, judgement).Select(rule => $"\"{rule.Title}\" was checked before and could not be checked again: {rule.Why}."));
        if (recipients > submitted.Recipients * (1 + AudienceGrowth))
        {
            worse.Add($"The audience has grown from {submitted.Recipients:N0} to {recipients:N0} recipients since it was submitted.");
        }
        else if (await db.MailableMembers(campaign.AccountId, submitted.ListId, submitted.SenderId).CountAsync(c => c.CreatedAt > submitted.At, ct) is var added && added > submitted.Recipients * AudienceGrowth)
        {
            // As many may have been taken out: another audience of the same size.
            worse.Add($"{added:N0} of the {recipients:N0} recipients were added since it was submitted with {submitted.Recipients:N0}.");
        }

        return new SecondLook(judgement, recipients, worse);
    }

    public static Judgement ReadJudgement(SubmittedCampaign submitted) => ReadJudgement(submitted.Judgement);

    /// <param name="judgement">As <see cref="SubmittedCampaign.Judgement"/> keeps it.</param>
    public static Judgement ReadJudgement(string judgement) =>
        JsonSerializer.Deserialize<Judgement>(judgement) ?? throw new JsonException("The stored judgement is empty.");

    /// <summary>Counts the campaign's messages under the 3.6 principle from now on. Call under <see cref="AccountLock"/>.</summary>
    public async Task ReserveAsync(Campaign campaign, int recipients, CancellationToken ct)
    {
        await FreeReservationAsync(campaign, ct);
        db.VolumeReservations.Add(new VolumeReservation { AccountId = campaign.AccountId, CampaignId = campaign.Id, Remaining = recipients, At = clock.GetUtcNow() });
    }

    /// <summary>What was reserved and will not be sent counts no longer: after undo, withdrawal, an edit or a stop.</summary>
    public Task FreeReservationAsync(Campaign campaign, CancellationToken ct) =>
        db.VolumeReservations.Where(r => r.AccountId == campaign.AccountId && r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);

    private async Task<(Submission Submission, ImmutableArray<int> Sketch)> GatherAsync(Campaign campaign, Content content, NetworkFacts network, decimal? approvedExcess, Policy policy, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var bare = new Submission(content);
        var sketch = ContentSketch.Of(bare);
        AudienceFacts? audience = null;
        if (campaign.ListId is { } list)
        {
            await db.RefreshGroupAsync(campaign.AccountId, list, ct);
            audience = await AudienceGathering.OfAsync(db, campaign.AccountId, list, campaign.SenderId, network.Domains, overlaps, now, ct);
        }

        var submission = new Submission(content, bare.Html)
        {
            Account = await AccountGathering.OfAsync(db, campaign.AccountId, content, policy.Thresholds.CorrectMailings, now, ct),
            Volume = await VolumeGathering.OfAsync(db, campaign, audience?.Recipients ?? 0, approvedExcess, now, ct),
            Audience = audience,
            History = await HistoryGathering.OfAsync(db, campaign, sketch, ct),
            Links = network.Links,
            Sender = network.Sender,
            Spam = network.Spam,
            Unsendable = ContentMessage.Objection(content),
        };
        return (submission, sketch);
    }

    private static List<string> Missing(Campaign campaign, Content content, long recipients, DateTimeOffset now)
    {
        var missing = new List<string>();
        if (string.IsNullOrWhiteSpace(content.Subject))
        {
            missing.Add("The subject is empty. Write one before you submit.");
        }

        if (campaign.SenderId is null)
        {
            missing.Add("No sender is chosen. Choose who the mail comes from.");
        }

        if (campaign.ListId is null)
        {
            missing.Add("No audience is chosen. Choose the list that gets the mail.");
        }
        else if (recipients == 0)
        {
            missing.Add("Nobody on the chosen list can be mailed. Import contacts, or choose another list.");
        }

        if (content.Html is null && content.Text is null)
        {
            missing.Add("The message is empty. Write an HTML or a text part.");
        }

        if (campaign.SendAt + Campaign.Grace < now)
        {
            missing.Add($"The send time, {campaign.SendAt?.UtcDateTime:d MMM yyyy HH:mm} UTC, has passed. Choose a later one, or let it leave as soon as it is approved.");
        }

        return missing;
    }

    // New subscribers join a list every day; an audience that grows by more than a tenth is another audience.
    private const double AudienceGrowth = 0.1;
}

/// <param name="Content">The draft's content.</param>
/// <param name="Submission">With the facts that the rules read.</param>
/// <param name="Sketch">See <see cref="ContentSketch"/>.</param>
/// <param name="Judgement">What the project manager would see.</param>
/// <param name="Policy">By which it was judged.</param>
/// <param name="Missing">What must be filled in before it can be submitted, a sentence each.</param>
public sealed record CheckUp(Content Content, Submission Submission, ImmutableArray<int> Sketch, Judgement Judgement, Policy Policy, IReadOnlyList<string> Missing);

/// <param name="Judgement">By the facts of now.</param>
/// <param name="Recipients">Who would get it now.</param>
/// <param name="Worse">What has become worse than what was shown, a sentence each; empty when nothing has.</param>
public sealed record SecondLook(Judgement Judgement, int Recipients, IReadOnlyList<string> Worse);

/// <param name="BounceDomain">Domain of the envelope sender (VERP): where bounces come back to.</param>
public sealed record IntakeOptions(DomainName BounceDomain)
{
    /// <summary>Reads <c>Relay:BounceDomain</c>.</summary>
    public static IntakeOptions From(IConfiguration configuration, bool development)
    {
        var name = configuration["Relay:BounceDomain"] ?? (development ? "bounces.console.example" : null)
            ?? throw new StartRefusedException("Relay:BounceDomain is not set. It is the domain to which bounces come back; set it to a domain whose MX points to this console.");
        return DomainName.TryParse(name, out var domain)
            ? new IntakeOptions(domain)
            : throw new StartRefusedException($"Relay:BounceDomain is '{name}', which is no domain name. Write it like bounces.provider.example.");
    }
}

public static class IntakeRegistration
{
    public static void AddIntake(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(IntakeOptions.From(builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.AddScoped<CampaignIntake>();
        builder.Services.AddScoped<DomainProposals>();
    }
}

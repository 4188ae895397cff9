using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Mail.Mime;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;

namespace Moderation.Web.Relay;

/// <summary>
/// From the database to a compiled mailing, and the last gate before the wire: what is compiled hashes to what was approved,
/// or the campaign goes back to the queue. Compiled mailings are kept.
/// </summary>
internal sealed class ApprovedMail(
    IServiceScopeFactory scopes, TokenKeys tokenKeys, PublicLinks links, SendingKeys sendingKeys, IntakeOptions intakeOptions, TimeProvider clock, ILogger<ApprovedMail> log)
{
    /// <summary>What people read when content is not the approved one.</summary>
    public const string NotApproved = "The stored content is not the content that was approved, so it was not sent. Look at it again and decide again.";

    // A mailing with its attachments may have 35 MB.
    private const long MostKept = 256L * 1024 * 1024;

    private readonly Kept<(Guid Campaign, string Hash, DateTimeOffset Released), CampaignMail> _kept = new(MostKept);

    /// <returns>Null when the campaign does not send (any more).</returns>
    public async Task<CampaignMail?> OfAsync(Chunk chunk, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == chunk.Account && c.Id == chunk.Campaign, ct);
        if (campaign is not { State: CampaignState.Sending, ApprovedHash: { } approved, SendingSince: { } released })
        {
            return null;
        }

        // The token keys of a campaign are known before its first chunk.
        var ring = await tokenKeys.RingAsync(chunk.TokenKey, ct);
        var key = (campaign.Id, approved, released);
        if (_kept.TryGet(key, out var kept))
        {
            return kept;
        }

        var (mail, bytes, objection) = await CompileAsync(db, campaign, approved, released, ring, ct);
        if (mail is null)
        {
            await HoldAsync(db, chunk, objection, ct);
            return null;
        }

        return _kept.Add(key, mail, bytes);
    }

    private async Task<(CampaignMail? Mail, long Bytes, string Objection)> CompileAsync(EngineDb db, Campaign campaign, string approved, DateTimeOffset released, TokenRing ring, CancellationToken ct)
    {
        try
        {
            var submitted = await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == campaign.AccountId && s.Id == campaign.SubmissionId, ct);
            if (submitted is null || await db.ContentHashAsync(intakeOptions, submitted, ct) != approved)
            {
                return (null, 0, NotApproved);
            }

            var domain = await db.Senders.AsNoTracking()
                .Where(s => s.AccountId == campaign.AccountId && s.Id == submitted.SenderId)
                .Select(s => s.SendingDomain!)
                .SingleAsync(ct);
            var facts = new MailingFacts(
                campaign.Number, campaign.AccountId, submitted.ListId, released, intakeOptions.BounceDomain, domain.Name, domain.Selector, sendingKeys.Open(domain))
            {
                Pool = Conditions.Read(campaign.Conditions).Pool,
                Tracking = await TrackingAsync(db, campaign, ct),
            };
            return (new CampaignMail(FrozenContent.Read(submitted.FrozenContent), facts, links, ring), submitted.FrozenContent.Length, "");
        }
        catch (JsonException)
        {
            return (null, 0, NotApproved);
        }
        catch (InvalidHeaderException e)
        {
            return (null, 0, $"It cannot be sent as it is. {e.Message}");
        }
    }

    // By what the release stored: a redirect knows no other target, whatever this version of the program would find.
    private static async Task<MailTracking?> TrackingAsync(EngineDb db, Campaign campaign, CancellationToken ct)
    {
        if (!campaign.TracksOpens && !campaign.TracksClicks)
        {
            return null;
        }

        var links = campaign.TracksClicks
            ? await db.CampaignLinks.AsNoTracking().Where(link => link.AccountId == campaign.AccountId && link.CampaignId == campaign.Id).ToDictionaryAsync(link => link.Url, link => link.Number, ct)
            : [];
        return new MailTracking(campaign.TracksOpens, links, campaign.TrackingHost);
    }

    private async Task HoldAsync(EngineDb db, Chunk chunk, string objection, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var campaign = await db.Campaigns.SingleAsync(c => c.AccountId == chunk.Account && c.Id == chunk.Campaign, ct);
        if (campaign.State == CampaignState.Sending)
        {
            campaign.HoldAgain(objection);
            await db.VolumeReservations.Where(r => r.AccountId == campaign.AccountId && r.CampaignId == campaign.Id).ExecuteDeleteAsync(ct);
            await db.WriteAsync(campaign.AccountId, null, "Relay", "campaign.held-again", campaign.Id, objection, clock.GetUtcNow(), ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            log.LogError("Campaign {Campaign} was refused by the relay: {Objection}", campaign.Id, objection);
        }
    }
}

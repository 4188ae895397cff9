using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Feedback.Tracking;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Intake.Purchase;

namespace Moderation.Web.Relay;

/// <summary>
/// Begins to send a campaign whose time has come: looks at content and facts once more, and gives each recipient a delivery.
/// One transaction; running it again finds nothing to do.
/// </summary>
public sealed class Release(EngineDb db, TimeProvider clock, IntakeOptions intakeOptions, NetworkChecks checks, TokenKeys tokenKeys, AddressHashes hashes, Overlaps overlaps, NewChunks news, ILogger<Release> log)
{
    private const string Actor = "Relay";
    private const string Failed = "campaign.release-failed";
    private const int ChunkSize = 1000;
    private const int MostFailures = 5;

    // A million deliveries take a minute or more; without a limit a lock that is never given back would be waited for in silence.
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(15);

    /// <returns>True when the campaign began to send; false when there was nothing to do, it was held again, or its time has passed.</returns>
    public async Task<bool> RunAsync(Guid account, Guid campaignId, CancellationToken ct)
    {
        try
        {
            return await BeginAsync(account, campaignId, ct);
        }
        catch (Exception e) when (e is not (OperationCanceledException or DbUpdateConcurrencyException))
        {
            await NoteFailureAsync(account, campaignId, ct);
            throw;
        }
    }

    private async Task<bool> BeginAsync(Guid account, Guid campaignId, CancellationToken ct)
    {
        db.Database.SetCommandTimeout(LongestStatement);
        var ring = await tokenKeys.RingAsync(ct);
        // Whose time comes while others are looked at outside has not been looked at: it waits for the next run.
        var begun = clock.GetUtcNow();
        var network = await NetworkAsync(account, campaignId, begun, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockAccountAsync(account, ct);
        var now = clock.GetUtcNow();
        var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == campaignId, ct);
        if (campaign is not { State: CampaignState.Releasing or CampaignState.Scheduled } || campaign.ReleaseAt is null || campaign.ReleaseAt > begun)
        {
            return false;
        }

        var intake = new CampaignIntake(db, clock, intakeOptions, overlaps);
        if (campaign.IsTooLate(now))
        {
            await intake.FreeReservationAsync(campaign, ct);
            campaign.MissTime();
            await db.WriteAsync(account, null, Actor, "campaign.time-missed", campaign.Id, campaign.Notice!, now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            log.LogWarning("Campaign {Campaign} was not released: its time, {At}, has passed", campaign.Id, campaign.SendAt);
            return false;
        }

        var submitted = await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct);
        if (await ObjectionAsync(campaign, submitted, network, intake, ct) is { } objection)
        {
            await intake.FreeReservationAsync(campaign, ct);
            campaign.HoldAgain(objection);
            await db.WriteAsync(account, null, Actor, "campaign.held-again", campaign.Id, objection, now, ct);
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            log.LogWarning("Campaign {Campaign} was held again at its release: {Objection}", campaign.Id, objection);
            return false;
        }

        await db.SettleTrackingAsync(campaign, submitted!, ct);
        campaign.BeginSending(now);
        await KeepLinkedFilesAsync(campaign, now, ct);
        var progress = await ProgressAsync(campaign, now, ct);
        var first = await FirstAsync(campaign, submitted!, progress, now, ct);
        var total = await ExpandAsync(campaign, submitted!, first, ring.Newest, now, ct);
        progress.Total += total;
        progress.Canary ??= first.Canary < progress.Total ? first.Canary : null;
        await intake.ReserveAsync(campaign, progress.Total - progress.Accepted - progress.Refused - progress.Suppressed, ct);
        await db.WriteAsync(account, null, Actor, "campaign.sending", campaign.Id, $"{total:N0} recipients, content {campaign.ApprovedHash}", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        news.Tell();
        log.LogInformation("Campaign {Campaign} begins to send to {Total} recipients", campaign.Id, total);
        return true;
    }

    // Tried again by the sweep, but not for ever: people wait for it.
    private async Task NoteFailureAsync(Guid account, Guid campaignId, CancellationToken ct)
    {
        try
        {
            db.ChangeTracker.Clear();
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.LockAccountAsync(account, ct);
            var campaign = await db.Campaigns.SingleOrDefaultAsync(c => c.AccountId == account && c.Id == campaignId, ct);
            if (campaign is not { State: CampaignState.Releasing or CampaignState.Scheduled, ReleaseAt: { } due })
            {
                return;
            }

            var now = clock.GetUtcNow();
            await db.WriteAsync(account, null, Actor, Failed, campaignId, "", now, ct);
            if (await db.AuditEntries.CountAsync(e => e.AccountId == account && e.CampaignId == campaignId && e.Action == Failed && e.At >= due, ct) + 1 >= MostFailures)
            {
                await db.VolumeReservations.Where(r => r.AccountId == account && r.CampaignId == campaignId).ExecuteDeleteAsync(ct);
                campaign.HoldAgain($"Sending could not begin: {MostFailures} attempts failed on our side, and no mail left in them. A project manager looks at it.");
                await db.WriteAsync(account, null, Actor, "campaign.held-again", campaignId, campaign.Notice!, now, ct);
            }

            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            log.LogError(e, "The failed release of campaign {Campaign} could not be noted", campaignId);
        }
    }

    private async Task<NetworkFacts> NetworkAsync(Guid account, Guid id, DateTimeOffset begun, CancellationToken ct) =>
        await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.AccountId == account && c.Id == id, ct) is { ReleaseAt: { } due } campaign && due <= begun
        && await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.AccountId == account && s.Id == campaign.SubmissionId, ct) is { } submitted
        && await IsApprovedContentAsync(campaign, submitted, ct)
            ? await checks.OfFrozenAsync(db, campaign, submitted, ct)
            : NetworkFacts.None;

    /// <summary>A sentence why it may not leave, or null.</summary>
    private async Task<string?> ObjectionAsync(Campaign campaign, SubmittedCampaign? submitted, NetworkFacts network, CampaignIntake intake, CancellationToken ct)
    {
        if (submitted is null || !await IsApprovedContentAsync(campaign, submitted, ct))
        {
            return ApprovedMail.NotApproved;
        }

        var look = await intake.LookAgainAsync(campaign, submitted, network, ct);
        return look.Worse.Count == 0 ? null : "At its release something had become worse than what was approved. " + string.Join(" ", look.Worse);
    }

    private async Task<bool> IsApprovedContentAsync(Campaign campaign, SubmittedCampaign submitted, CancellationToken ct)
    {
        try
        {
            return campaign.ApprovedHash is { } approved && await db.ContentHashAsync(intakeOptions, submitted, ct) == approved;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // Whoever gets the mail today can fetch its files for as long as those of the first day.
    private Task<int> KeepLinkedFilesAsync(Campaign campaign, DateTimeOffset now, CancellationToken ct) =>
        db.HostedFiles
            .Where(file => file.AccountId == campaign.AccountId && (campaign.Html + campaign.Text).Contains(file.Id.ToString()))
            .ExecuteUpdateAsync(set => set.SetProperty(file => file.ExpiresAt, now + HostedFile.Life), ct);

    // By the conditions of the approval; a base that was never mailed begins with a sample of it, whatever else is said.
    private async Task<First> FirstAsync(Campaign campaign, SubmittedCampaign submitted, CampaignProgress progress, DateTimeOffset now, CancellationToken ct)
    {
        var conditions = Conditions.Read(campaign.Conditions);
        var fresh = await db.Imports
            .Where(i => i.AccountId == campaign.AccountId && i.FirstMailedAt == null && i.Added > 0
                && (i.ListId == submitted.ListId || db.ListMemberships.Any(m => m.AccountId == i.AccountId && m.ListId == submitted.ListId
                    && db.Contacts.Any(c => c.AccountId == i.AccountId && c.Id == m.ContactId && c.ImportId == i.Id))))
            .ToListAsync(ct);
        foreach (var import in fresh)
        {
            import.FirstMailedAt = now;
        }

        if (progress.Total > 0)
        {
            // A person decided in the middle: who waited for the first ones waits no longer.
            progress.CanaryEndedAt ??= progress.Canary is null ? null : now;
            await db.LetChunksFollowAsync(campaign, ct);
            return new First(null, [], conditions);
        }

        var large = fresh.Where(i => i.Added > SendingLimits.Canary).Select(i => i.Id).ToArray();
        var canary = large.Length == 0 ? conditions.Canary : Math.Min(conditions.Canary ?? SendingLimits.Canary, SendingLimits.Canary);
        return new First(canary, large, conditions);
    }

    // A campaign that was held in the middle and approved again goes on with those who have no delivery yet.
    private async Task<int> ExpandAsync(Campaign campaign, SubmittedCampaign submitted, First first, byte tokenKey, DateTimeOffset now, CancellationToken ct)
    {
        // An address that warms up is known by whoever opens its first mails: the most engaged stand at the front.
        var isWarming = await db.SendingIps.AnyAsync(ip => ip.WarmUpStarted != null && ip.StoppedAt == null, ct);
        var month = new DateOnly(now.UtcDateTime.Year, now.UtcDateTime.Month, 1);
        await db.Database.ExecuteSqlAsync($"select app.make_partitions({month}, 1)", ct);
        // Hashing each address is for those who need it; claims look again.
        var anyErased = await db.Database.SqlQuery<bool>($"""select exists (select from app.suppressions where account_id = {campaign.AccountId} and email_key >= '#' and email_key < '$') as "Value" """).SingleAsync(ct);
        var anyOfPlatform = await db.PlatformSuppressions.AnyAsync(ct);
        var total = await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.deliveries (account_id, campaign_id, seq, month, contact_id, email, email_key, first_name, last_name)
            select {campaign.AccountId}, {campaign.Id},
                (select coalesce(max(seq), 0) from app.deliveries where account_id = {campaign.AccountId} and campaign_id = {campaign.Id})
                    + row_number() over (order by
                        case when {first.Imports.Length > 0} then c.import_id = any({first.Imports}) end desc nulls last,
                        case when {first.Conditions.EngagedFirst || isWarming} then (select greatest(a.last_clicked_at, a.last_opened_at) from app.contact_activity a where a.account_id = c.account_id and a.contact_id = c.id) end desc nulls last,
                        -- The first ones stand for all: not those whose addresses begin with an a.
                        case when {first.Canary != null} then hashtextextended(c.email_key, 0) end,
                        c.email_key),
                {month}, c.id, c.email, c.email_key, c.first_name, c.last_name
            from app.list_members m
            join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
            where m.account_id = {campaign.AccountId} and m.list_id = {submitted.ListId}
                and not exists (select from app.suppressions s where s.account_id = c.account_id and s.email_key = c.email_key)
                and not exists (select from app.opt_outs o where o.account_id = c.account_id and o.email_key = c.email_key and (o.list_id = {submitted.ListId} or o.sender_id = {submitted.SenderId}))
                and not ({anyErased} and exists (select from app.suppressions s where s.account_id = {campaign.AccountId} and s.email_key = app.address_hash({hashes.Inner}, {hashes.Outer}, {campaign.AccountId.ToString()}, c.email_key)))
                and not ({anyOfPlatform} and exists (select from app.platform_suppressions s where s.hash = app.address_hash({hashes.Inner}, {hashes.Outer}, 'platform', c.email_key)))
                and not exists (select from app.deliveries d where d.account_id = c.account_id and d.campaign_id = {campaign.Id} and d.email_key = c.email_key)
            """,
            ct);
        var perChunk = first.ChunkSize;
        var canary = Math.Min(first.Canary ?? 0, total);
        await AddChunksAsync(canary, "now");
        await AddChunksAsync(total - canary, canary > 0 ? "infinity" : "now");
        return total;

        Task<int> AddChunksAsync(int recipients, string at) => recipients == 0 ? Task.FromResult(0) : db.Database.ExecuteSqlAsync(
            $"""
            insert into app.delivery_chunks (account_id, campaign_id, chunk, month, first_seq, last_seq, token_key, next_at)
            select {campaign.AccountId}, {campaign.Id}, before.chunks + i, {month},
                before.last_seq + i * {perChunk} + 1, before.last_seq + least((i + 1) * {perChunk}, {recipients}), {(short)tokenKey}, {at}::timestamptz
            from (select count(*)::integer as chunks, coalesce(max(last_seq), 0) as last_seq
                from app.delivery_chunks where account_id = {campaign.AccountId} and campaign_id = {campaign.Id}) before,
                generate_series(0, ({recipients} - 1) / {perChunk}) i
            """,
            ct);
    }

    private async Task<CampaignProgress> ProgressAsync(Campaign campaign, DateTimeOffset now, CancellationToken ct)
    {
        var progress = await db.CampaignProgress.SingleOrDefaultAsync(p => p.AccountId == campaign.AccountId && p.CampaignId == campaign.Id, ct);
        if (progress is null)
        {
            db.CampaignProgress.Add(progress = new CampaignProgress { AccountId = campaign.AccountId, CampaignId = campaign.Id });
        }

        progress.UpdatedAt = now;
        return progress;
    }

    /// <param name="Canary">So many of them leave first.</param>
    /// <param name="Imports">Whose contacts were never mailed: they come first.</param>
    /// <param name="Conditions">Of the approval.</param>
    private sealed record First(int? Canary, Guid[] Imports, Conditions Conditions)
    {
        // A rate is kept by the piece that is claimed: twelve pieces an hour at least.
        public int ChunkSize => Conditions.PerHour is { } rate ? Math.Clamp(rate / 12, 1, Release.ChunkSize) : Release.ChunkSize;
    }
}

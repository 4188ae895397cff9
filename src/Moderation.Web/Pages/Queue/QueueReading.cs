using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Queue;

/// <summary>A place in the queue: everything up to here has been read.</summary>
public readonly record struct QueueKey(DateTimeOffset Due, Guid Campaign)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Due.UtcTicks}-{Campaign:N}");

    /// <returns>Null when it is none; an address that somebody shortened shows the first page.</returns>
    public static QueueKey? Parse(string? text)
    {
        var parts = (text ?? "").Split('-', 2);
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTimeOffset.MaxValue.UtcTicks
            && Guid.TryParseExact(parts[1], "N", out var campaign)
                ? new QueueKey(new DateTimeOffset(ticks, TimeSpan.Zero), campaign)
                : null;
    }
}

/// <summary>Where reading begins: behind a place, or before it, towards the head of the queue.</summary>
public sealed record QueueFrom(QueueKey Key, bool Backwards = false);

/// <summary>One waiting campaign as the queue shows it.</summary>
public sealed record QueueRow(
    Guid AccountId,
    Guid CampaignId,
    string Account,
    string Subject,
    CampaignState State,
    DateTimeOffset Due,
    DateTimeOffset SubmittedAt,
    DateTimeOffset? SendAt,
    int Recipients,
    Judgement Judgement,
    Guid? ClaimedBy,
    string? ClaimedByName,
    DateTimeOffset? ClaimedUntil,
    string? Appeal)
{
    public QueueKey Key => new(Due, CampaignId);
}

/// <summary>A row beside the campaign under review.</summary>
/// <param name="Key">The key that leads there; null when none does.</param>
public sealed record StripRow(QueueRow Row, QueueFilter Filter, DateTimeOffset Now, string? Key);

/// <param name="Rows">In the order of the queue.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record QueuePage(IReadOnlyList<QueueRow> Rows, QueueKey? Next);

/// <summary>Reads the queue by key: the cost of a page does not grow with what waits behind it.</summary>
public static class QueueReading
{
    /// <summary>Counting stops here: a badge need not read a million rows.</summary>
    public const int CountLimit = 1_000;

    /// <summary>Everything that waits for a person.</summary>
    public static IQueryable<Campaign> InQueue(this ModerationDb db) => db.Campaigns.AsNoTracking().Where(c =>
        c.State == CampaignState.Held || c.State == CampaignState.Escalated || c.State == CampaignState.Deferred);

    public static IQueryable<Campaign> InQueue(this ModerationDb db, QueuePart part) => part switch
    {
        QueuePart.Escalated => db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Escalated),
        QueuePart.Deferred => db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Deferred),
        _ => db.Campaigns.AsNoTracking().Where(c => c.State == CampaignState.Held || c.State == CampaignState.Escalated),
    };

    /// <returns>At most <see cref="CountLimit"/>.</returns>
    public static Task<int> CountQueueAsync(this ModerationDb db, QueuePart part, CancellationToken ct) =>
        db.InQueue(part).OrderBy(c => c.DueAt).Select(c => c.Id).Take(CountLimit).CountAsync(ct);

    public static async Task<QueuePage> ReadQueueAsync(this ModerationDb db, QueueFilter filter, QueueFrom? from, int size, Guid reader, DateTimeOffset now, CancellationToken ct)
    {
        // The page is cut out of the index first and joined then: whatever the planner believes of the other tables, it reads no more.
        var cut = Ordered(Narrow(db, filter, reader, now), from).Take(size + 1);
        var page =
            from campaign in cut
            join owner in db.Accounts on campaign.AccountId equals owner.Id
            join submission in db.Submissions
                on new { campaign.AccountId, Id = campaign.SubmissionId } equals new { submission.AccountId, Id = (Guid?)submission.Id }
            join claim in db.Claims.Where(c => c.Until > now)
                on new { campaign.AccountId, CampaignId = campaign.Id } equals new { claim.AccountId, claim.CampaignId } into claims
            from claim in claims.DefaultIfEmpty()
            orderby campaign.DueAt, campaign.Id
            select new
            {
                campaign.AccountId,
                campaign.Id,
                Account = owner.Name,
                campaign.Subject,
                campaign.State,
                campaign.DueAt,
                campaign.SubmittedAt,
                campaign.SendAt,
                submission.Recipients,
                submission.Judgement,
                ClaimedBy = (Guid?)claim!.UserId,
                ClaimedByName = (string?)claim.UserName,
                ClaimedUntil = (DateTimeOffset?)claim.Until,
                campaign.Appeal,
            };
        var rows = (await page.ToListAsync(ct)).Select(row => new QueueRow(
            row.AccountId, row.Id, row.Account, row.Subject, row.State, row.DueAt!.Value, row.SubmittedAt!.Value, row.SendAt, row.Recipients,
            JsonSerializer.Deserialize<Judgement>(row.Judgement)!, row.ClaimedBy, row.ClaimedByName, row.ClaimedUntil, row.Appeal));
        return Page([.. rows], from, size);
    }

    private static IQueryable<Campaign> Narrow(ModerationDb db, QueueFilter filter, Guid reader, DateTimeOffset now)
    {
        var campaigns = db.InQueue(filter.Part);
        if (filter.Account is { } account)
        {
            campaigns = campaigns.Where(c => c.AccountId == account);
        }

        if (filter.Mine)
        {
            campaigns = campaigns.Where(c => db.Claims.Any(claim =>
                claim.AccountId == c.AccountId && claim.CampaignId == c.Id && claim.UserId == reader && claim.Until > now));
        }

        if (filter.Rule is { Length: > 0 } rule)
        {
            var found = JsonSerializer.Serialize(new { Findings = new[] { new { Rule = rule } } });
            campaigns = campaigns.Where(c => db.Submissions.Any(submission =>
                submission.AccountId == c.AccountId && submission.Id == c.SubmissionId && EF.Functions.JsonContains(submission.Judgement, found)));
        }

        return campaigns;
    }

    private static IQueryable<Campaign> Ordered(IQueryable<Campaign> campaigns, QueueFrom? from) => from switch
    {
        null => campaigns.OrderBy(c => c.DueAt).ThenBy(c => c.Id),
        { Backwards: true, Key: var (due, id) } => campaigns
            .Where(c => EF.Functions.LessThan(ValueTuple.Create(c.DueAt, c.Id), ValueTuple.Create((DateTimeOffset?)due, id)))
            .OrderByDescending(c => c.DueAt).ThenByDescending(c => c.Id),
        { Key: var (due, id) } => campaigns
            .Where(c => EF.Functions.GreaterThan(ValueTuple.Create(c.DueAt, c.Id), ValueTuple.Create((DateTimeOffset?)due, id)))
            .OrderBy(c => c.DueAt).ThenBy(c => c.Id),
    };

    // Rows come in the order of the queue; one more than the page was asked for, on the far side.
    private static QueuePage Page(List<QueueRow> rows, QueueFrom? from, int size)
    {
        var more = rows.Count > size;
        if (more)
        {
            rows.RemoveAt(from is { Backwards: true } ? 0 : size);
        }

        return new QueuePage(rows, more ? rows[^1].Key : null);
    }
}

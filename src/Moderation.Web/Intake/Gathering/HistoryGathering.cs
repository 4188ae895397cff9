using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Gathering;

/// <summary>What this account sent, and what was rejected, here or elsewhere.</summary>
internal static class HistoryGathering
{
    private const int NamesLookedAt = 30;
    private const int MostShown = 5;

    // Below it a sketch says nothing that anybody would act on.
    private const double LeastLikeness = 0.5;

    public static async Task<HistoryFacts> OfAsync(ModerationDb db, Campaign campaign, ImmutableArray<int> sketch, CancellationToken ct) => new()
    {
        KnownFromNames = Fact.Known<IReadOnlyList<string>>(await NamesAsync(db, campaign, ct)),
        Rejected = Fact.Known<IReadOnlyList<Resemblance>>(await RejectedAsync(db, campaign, sketch, ct)),
    };

    private static async Task<List<string>> NamesAsync(ModerationDb db, Campaign campaign, CancellationToken ct)
    {
        var names = await (
            from sent in db.Campaigns
            where sent.AccountId == campaign.AccountId && sent.Id != campaign.Id && sent.SendingSince != null
            orderby sent.SendingSince descending
            join submission in db.Submissions on new { sent.AccountId, Id = sent.SubmissionId!.Value } equals new { submission.AccountId, submission.Id }
            select submission.FromName).Take(NamesLookedAt).ToListAsync(ct);
        return [.. names.Where(name => name.Length > 0).Distinct(StringComparer.Ordinal)];
    }

    // The function sees every account's rejected content and tells only what is alike: see the migration.
    private static async Task<List<Resemblance>> RejectedAsync(ModerationDb db, Campaign campaign, ImmutableArray<int> sketch, CancellationToken ct)
    {
        if (sketch.IsEmpty)
        {
            return [];
        }

        int[] numbers = [.. sketch];
        var rows = await db.Database.SqlQuery<Resembling>(
            $"""
            select account_id = {campaign.AccountId} as "IsOwn", at as "At", likeness as "Likeness", number as "Number"
            from app.resembling({numbers}, {LeastLikeness}) order by likeness desc, at desc limit {MostShown}
            """).ToListAsync(ct);
        return [.. rows.Select(row => new Resemblance(row.IsOwn, row.At, row.Likeness, $"campaign {row.Number}"))];
    }

    internal sealed record Resembling(bool IsOwn, DateTimeOffset At, double Likeness, long Number);
}

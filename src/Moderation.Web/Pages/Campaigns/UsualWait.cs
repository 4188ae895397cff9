using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>How long a campaign usually waits for a decision, over all accounts.</summary>
/// <param name="Decisions">Of the last 30 days.</param>
/// <param name="Median">From submission to the first decision; null without any.</param>
/// <param name="Waiting">Campaigns in the queue now, at most 1,000.</param>
public sealed record UsualWait(int Decisions, TimeSpan? Median, int Waiting)
{
    /// <summary>Below so many decisions a median says more about chance than about the wait.</summary>
    public const int Fewest = 10;

    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public static async Task<UsualWait> ReadAsync(ModerationDb db, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - Window;
        return (await db.Database.SqlQuery<UsualWait>($"""select decisions as "Decisions", median as "Median", waiting as "Waiting" from app.usual_wait({since})""").ToListAsync(ct))[0];
    }

    public string Sentence => (this switch
    {
        { Decisions: < Fewest } => $"How long a decision takes is still being collected: {Decisions:N0} of {Fewest} decisions in 30 days.",
        { Median: { } median } => $"Half of the campaigns are decided within {Say(median)} ({Decisions:N0} decisions in 30 days).",
        _ => "",
    }) + Waiting switch
    {
        0 => " None waits now.",
        1 => " 1 campaign waits now.",
        >= 1_000 => " 1,000 campaigns or more wait now.",
        _ => $" {Waiting:N0} campaigns wait now.",
    };

    private static string Say(TimeSpan time) => time switch
    {
        { TotalMinutes: < 2 } => "2 min",
        { TotalHours: < 2 } => $"{Math.Ceiling(time.TotalMinutes):N0} min",
        { TotalDays: < 2 } => $"{Math.Ceiling(time.TotalHours):N0} h",
        _ => $"{Math.Ceiling(time.TotalDays):N0} days",
    };
}

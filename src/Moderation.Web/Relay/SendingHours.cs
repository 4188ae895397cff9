using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Relay;

/// <summary>
/// Which accounts may send now, of those that keep their campaigns to certain hours: worked out for all of them at once, and again
/// when the first of their windows closes. An account that nobody has looked at yet is closed.
/// </summary>
internal sealed class SendingHours(IServiceScopeFactory scopes, TimeProvider clock, ILogger<SendingHours> log)
{
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(5);

    private (Guid[] Open, DateTimeOffset Until) _known = ([], DateTimeOffset.MinValue);

    public async ValueTask<Guid[]> OpenAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (now < _known.Until)
        {
            return _known.Open;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        var accounts = await db.Accounts.AsNoTracking()
            .Where(account => account.SendWindow != null && db.Campaigns.Any(campaign => campaign.AccountId == account.Id && campaign.State == CampaignState.Sending && !campaign.AtAnyHour))
            .ToListAsync(ct);
        var (open, until) = (new List<Guid>(), now + Keep);
        foreach (var account in accounts)
        {
            if (Closing(account, now) is { } closing)
            {
                open.Add(account.Id);
                until = closing < until ? closing : until;
            }
        }

        _known = ([.. open], until);
        return _known.Open;
    }

    /// <summary>Whether a chunk of an account with these hours may go on.</summary>
    public bool IsOpen(string zone, string window) =>
        Find(zone) is { } known && Delivery.SendWindow.Parse(window).IsOpen(clock.GetUtcNow(), known);

    private DateTimeOffset? Closing(Account account, DateTimeOffset now) => Find(account.TimeZone) is { } zone ? account.SendWindow!.Closing(now, zone) : null;

    // One that another node knew when it was chosen: without its clock nothing leaves.
    private TimeZoneInfo? Find(string id)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
        {
            return zone;
        }

        log.LogError("The time zone {Zone} is not known to this machine: the campaigns of its accounts wait", id);
        return null;
    }
}

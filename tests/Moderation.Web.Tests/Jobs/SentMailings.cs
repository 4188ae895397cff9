using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Review;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Jobs;

/// <summary>Campaigns that were sent, with what came back, without sending anything.</summary>
public static class SentMailings
{
    public static async Task<Guid> AddSentAsync(this ConsoleApp app, Guid account, string subject, DateTimeOffset finishedAt, params (EventKind Kind, DateOnly Day, long Count)[] events)
    {
        var author = Guid.CreateVersion7();
        var campaign = new Campaign { AccountId = account, CreatedBy = author, CreatedAt = finishedAt };
        campaign.Edit(new CampaignDraft(subject, "", "<p>x</p>", "", null, null, null), author, finishedAt);
        campaign.Submit(Guid.CreateVersion7(), "hash", Verdict.Cleared, author, finishedAt - Campaign.UndoWindow);
        campaign.BeginSending(finishedAt);
        campaign.Finish(finishedAt);
        await app.AsEngineAsync(async db =>
        {
            db.Add(campaign);
            await db.SaveChangesAsync();
            var total = (int)events.Where(e => e.Kind == EventKind.Attempted).Sum(e => e.Count);
            db.Add(new CampaignProgress { AccountId = account, CampaignId = campaign.Id, Total = total, UpdatedAt = finishedAt });
            db.AddRange(events.Select(e => new EventCounter { AccountId = account, CampaignId = campaign.Id, Kind = e.Kind, Day = e.Day, Count = e.Count }));
            return await db.SaveChangesAsync();
        });
        return campaign.Id;
    }
}

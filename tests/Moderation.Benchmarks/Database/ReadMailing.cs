using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Benchmarks.Database;

/// <summary>A mailing that was sent and is being read: its recipients' tokens as addresses in files.</summary>
internal sealed class ReadMailing(PostgresServer postgres, ConsoleHost console, string database, string folder)
{
    public const int Recipients = 100_000;

    private const int Addresses = 20_000;
    private const int Links = 10;

    public string Opens => Path.Combine(folder, "opens.txt");

    public string Clicks => Path.Combine(folder, "clicks.txt");

    public string OptOuts => Path.Combine(folder, "optouts.txt");

    public async Task MakeAsync()
    {
        var now = TimeProvider.System.GetUtcNow();
        var account = new Account { Name = "News Ltd", CreatedAt = now };
        var campaign = new Campaign { AccountId = account.Id, CreatedBy = Guid.NewGuid(), CreatedAt = now };
        await console.AsEngineAsync(async db =>
        {
            db.AddRange(account, campaign);
            db.AddRange(Enumerable.Range(1, Links).Select(i => new CampaignLink { AccountId = account.Id, CampaignId = campaign.Id, Number = i, Url = $"https://news.example/{i}" }));
            await db.SaveChangesAsync();
            return await db.Campaigns.Where(c => c.Id == campaign.Id).ExecuteUpdateAsync(set => set.SetProperty(c => c.SendingSince, now));
        });
        await postgres.ExecuteAsync(database, $"""
            select app.make_partitions(current_date, 1);
            insert into app.deliveries (account_id, campaign_id, seq, month, contact_id, email, email_key, first_name, last_name)
            select '{account.Id}', '{campaign.Id}', i, date_trunc('month', current_date)::date, gen_random_uuid(), 'reader' || i || '@recipient.example', 'reader' || i || '@recipient.example', '', ''
            from generate_series(1, {Recipients}) i;
            analyze app.deliveries;
            """);
        var number = await console.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign.Id).Select(c => c.Number).SingleAsync());
        var ring = await console.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        DeliveryRef Of(int i) => new(number, 1 + (i * 5 % Recipients));
        await File.WriteAllLinesAsync(Opens, Enumerable.Range(0, Addresses).Select(i => $"/o/{ring.ForUrl(TokenPurpose.Open, Of(i), ring.Newest)}"));
        await File.WriteAllLinesAsync(Clicks, Enumerable.Range(0, Addresses).Select(i => $"/r/{ring.ForLink(Of(i), 1 + (i % Links), ring.Newest)}"));
        await File.WriteAllLinesAsync(OptOuts, Enumerable.Range(0, Recipients).Select(i => $"/u/{ring.ForUrl(TokenPurpose.OptOut, new DeliveryRef(number, 1 + i), ring.Newest)}"));
    }

    /// <summary>The rows of opens and clicks, once no more come.</summary>
    public Task<long> DrainedAsync() => StillAsync("select count(*) from app.events");

    /// <summary>The opted out, once nobody waits to be.</summary>
    public async Task<long> OptedOutAsync()
    {
        while ((long)(await postgres.ExecuteAsync(database, "select count(*) from app.opt_out_requests"))! > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }

        return (long)(await postgres.ExecuteAsync(database, "select count(*) from app.suppressions"))!;
    }

    private async Task<long> StillAsync(string count)
    {
        for (long before = -1; ;)
        {
            var rows = (long)(await postgres.ExecuteAsync(database, count))!;
            if (rows == before)
            {
                return rows;
            }

            before = rows;
            await Task.Delay(TimeSpan.FromSeconds(1));
        }
    }

    public Task ForgetAsync() => postgres.ExecuteAsync(database, "truncate app.events; truncate app.suppressions cascade; truncate app.consents; truncate app.event_counters; analyze app.suppressions, app.consents; checkpoint");
}

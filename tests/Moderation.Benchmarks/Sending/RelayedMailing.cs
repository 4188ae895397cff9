using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Benchmarks.Database;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;

namespace Moderation.Benchmarks.Sending;

/// <param name="Rate">Messages a second, from the release to the last recorded outcome.</param>
/// <param name="Cpu">µs of processor time for each message, all threads of this process.</param>
internal sealed record Relayed(double Rate, double Cpu)
{
    public override string ToString() => $"{Rate:N0} messages/s, {Cpu:N0} µs each";
}

/// <summary>An account with a list, whose campaigns take the product's own way: submitted, approved, released, relayed, recorded.</summary>
internal sealed class RelayedMailing
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly ConsoleHost _console;
    private readonly Newsletter _letter;
    private readonly int _recipients;
    private readonly Guid _account = Guid.CreateVersion7();
    private Guid _sender;
    private Guid _list;

    private RelayedMailing(ConsoleHost console, Newsletter letter, int recipients) => (_console, _letter, _recipients) = (console, letter, recipients);

    public static async Task<RelayedMailing> SeedAsync(ConsoleHost console, Newsletter letter, int recipients)
    {
        var mailing = new RelayedMailing(console, letter, recipients);
        await console.AsAccountAsync(mailing._account, mailing.SeedAsync);
        return mailing;
    }

    /// <summary>One campaign to everybody on the list.</summary>
    /// <exception cref="GoalFailedException">Not every recipient has an accepted outcome.</exception>
    public async Task<Relayed> RunAsync()
    {
        // Each round is the first one to the 3.6 principle.
        await _console.AsEngineAsync(db => db.Database.ExecuteSqlRawAsync("delete from app.handovers"));
        var campaign = await _console.AsAccountAsync(_account, ApproveAsync);
        await _console.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == campaign).ExecuteUpdateAsync(set => set.SetProperty(c => c.ReleaseAt, DateTimeOffset.UnixEpoch)));
        var (cpu, from) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await using (var scope = _console.Services.CreateAsyncScope())
        {
            if (!await scope.ServiceProvider.GetRequiredService<Release>().RunAsync(_account, campaign, CancellationToken.None))
            {
                throw new GoalFailedException("the release was refused.");
            }
        }

        while (await StateAsync(campaign) != CampaignState.Sent)
        {
            if (Stopwatch.GetElapsedTime(from) > Patience)
            {
                throw new GoalFailedException($"the campaign is {await StateAsync(campaign)} after {Patience.TotalMinutes:0} minutes.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
        var accepted = await _console.AsEngineAsync(db => db.Database
            .SqlQuery<int>($"""select count(distinct seq)::integer as "Value" from app.outcomes where campaign_id = {campaign} and code = 250""").SingleAsync());
        return accepted == _recipients
            ? new Relayed(_recipients / seconds, used / _recipients)
            : throw new GoalFailedException($"{accepted:N0} of {_recipients:N0} recipients have an accepted outcome.");
    }

    private Task<CampaignState> StateAsync(Guid campaign) =>
        _console.AsEngineAsync(db => db.Campaigns.Where(c => c.AccountId == _account && c.Id == campaign).Select(c => c.State).SingleAsync());

    private async Task<int> SeedAsync(ModerationDb db, IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var domain = services.GetRequiredService<SendingKeys>().Create(_account, DomainName.Parse("news.example"), now);
        var sender = new Sender { AccountId = _account, Name = "News", Email = EmailAddress.Parse("hello@news.example"), SendingDomainId = domain.Id, CreatedAt = now };
        var list = new ContactList { AccountId = _account, Name = "Readers", CreatedAt = now };
        db.Add(new Account { Id = _account, Name = "News Ltd", CreatedAt = now });
        db.AddRange(domain, sender, list);
        await db.SaveChangesAsync();
        (_sender, _list) = (sender.Id, list.Id);
        return await db.Database.ExecuteSqlAsync(
            $"""
            with new as (
                insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
                select {_account}, gen_random_uuid(), 'reader' || i || '@recipient.example', 'reader' || i || '@recipient.example', 'Anna', '', {now}, 'benchmark', {now}
                from generate_series(1, {_recipients}) i
                returning account_id, id)
            insert into app.list_members (account_id, list_id, contact_id) select account_id, {list.Id}, id from new
            """);
    }

    private async Task<Guid> ApproveAsync(ModerationDb db, IServiceProvider services)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var author = Guid.NewGuid();
        var campaign = new Campaign { AccountId = _account, CreatedBy = author, CreatedAt = now };
        campaign.Edit(new CampaignDraft(_letter.Subject, "", _letter.Html, _letter.Text, _sender, _list, null), author, now);
        db.Add(campaign);
        await db.SaveChangesAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        await services.GetRequiredService<CampaignIntake>().SubmitAsync(campaign, NetworkFacts.None, author, "Author", CancellationToken.None);
        if (campaign.AwaitsDecision)
        {
            campaign.Approve(campaign.ContentHash!, now - Campaign.UndoWindow);
        }

        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return campaign.Id;
    }
}

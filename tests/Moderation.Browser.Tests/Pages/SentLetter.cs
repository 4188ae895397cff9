using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Intake.Importing;

namespace Moderation.Browser.Tests.Pages;

/// <summary>A console that sends to itself, an account whose first letter has left, and an account that has nothing yet.</summary>
public sealed class SentLetter : IAsyncLifetime
{
    private const string Html = """
        <html lang="en"><head><title>Opening hours</title></head><body><h1>Opening hours</h1><p>Dear {{ contact.first_name | default: "reader" }}, the café opens at nine.</p>
        <p><a href="https://lighthouse.example/hours">Hours</a> · <a href="{{ unsubscribe_url }}">Unsubscribe</a> · <a href="{{ browser_url }}">Read it in the browser</a></p></body></html>
        """;

    public ConsoleApp App { get; private set; } = null!;

    public Account Lighthouse { get; private set; } = null!;

    public AppUser Marketer { get; private set; } = null!;

    public AppUser Newcomer { get; private set; } = null!;

    public Guid List { get; private set; }

    public Guid EmptyList { get; private set; }

    public Guid Import { get; private set; }

    public Guid Campaign { get; private set; }

    public Guid Form { get; private set; }

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return;
        }

        App = await ConsoleApp.ServeAsync(("Roles", "Console,Relay,Mx"), ("Relay:DevelopmentPort", "0"), ("Relay:Poll", "00:00:00.1"), ("Relay:Flush", "00:00:00.05"));
        Lighthouse = await App.AddAccountAsync("Lighthouse");
        Marketer = await App.AddMarketerAsync(Lighthouse);
        Newcomer = await App.AddMarketerAsync(await App.AddAccountAsync("Harbour"));
        await SendAsync();
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = App.Address };
        var visitor = new Visitor(http);
        using var signedIn = await visitor.SubmitAsync("/account/signin", [("Email", Marketer.Email!), ("Password", ConsoleApp.Password)]);
        var csv = "email,first name,opted in at\nada@readers.example,Ada,2025-02-03\nbea@readers.example,Bea,\nnot an address with a rather long text that some other program put into the first column,,\nada@readers.example,,";
        await Uploads.ImportAsync(App, visitor, List, csv, "readers-of-the-autumn-letter-2026.csv");
        Import = await App.AsEngineAsync(db => db.Imports.Select(i => i.Id).SingleAsync());
    }

    public async Task DisposeAsync() => await (App?.DisposeAsync() ?? ValueTask.CompletedTask);

    /// <summary>The address of a public page in the mail of one recipient.</summary>
    public async Task<string> LinkAsync(TokenPurpose purpose, int recipient)
    {
        var ring = await App.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        var number = await App.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == Campaign).Select(c => c.Number).SingleAsync());
        return $"/{purpose switch { TokenPurpose.View => "v", TokenPurpose.Preferences => "p", _ => "u" }}/{ring.ForUrl(purpose, new DeliveryRef(number, recipient), ring.Newest)}";
    }

    /// <summary>A contact of the list.</summary>
    public Task<Guid> ContactAsync(string emailKey) => App.AsEngineAsync(db => db.Contacts.Where(c => c.EmailKey == emailKey).Select(c => c.Id).SingleAsync());

    /// <summary>The address behind the mail that asks to confirm, after the form was sent.</summary>
    public async Task<string> ConfirmAsync(string email)
    {
        FormRequest? request = null;
        for (var i = 0; i < 100 && request is null; i++)
        {
            await Task.Delay(100);
            request = await App.AsEngineAsync(db => db.FormRequests.SingleOrDefaultAsync(r => r.Email == email && r.SentAt != null));
        }

        var ring = await App.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        return $"/c/{ring.ForUrl(TokenPurpose.Confirm, new DeliveryRef(request!.Number, 1), ring.Newest)}";
    }

    /// <summary>A campaign of which a lot came back, as the Mx records it; one of the people is erased.</summary>
    public async Task<Guid> CameBackAsync()
    {
        var (id, now) = (Guid.CreateVersion7(), App.Clock.GetUtcNow());
        await App.AsEngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            with copied as (
                insert into app.campaigns overriding system value select (jsonb_populate_record(c, jsonb_build_object('id', {id}, 'number', c.number + 1000, 'submission_id', null))).* from app.campaigns c where c.id = {Campaign} returning account_id),
            progress as (insert into app.campaign_progress select (jsonb_populate_record(p, jsonb_build_object('campaign_id', {id}))).* from app.campaign_progress p where p.campaign_id = {Campaign}),
            delivered as (insert into app.deliveries select (jsonb_populate_record(d, jsonb_build_object('campaign_id', {id}))).* from app.deliveries d where d.campaign_id = {Campaign} and d.seq <> 9),
            counted as (insert into app.event_counters select account_id, {id}, 'Delivered', {DateOnly.FromDateTime(now.UtcDateTime)}, 63 from copied),
            refused as (
                insert into app.mx_counts (day, programme_id, kind, result, count, last_at, last_peer, last_detail)
                select {DateOnly.FromDateTime(now.UtcDateTime)}, '00000000-0000-0000-0000-000000000000', kind, result, n, {now}, '192.0.2.77', 'abuse from loop.example, signed by nobody, SomeGenerator/1.0'
                from (values ('complaint', 'forged', 3), ('complaint', 'not ours', 12), ('reply', 'auto-reply', 1460)) x (kind, result, n))
            insert into app.feedback (account_id, id, campaign_id, seq, kind, class, status, diagnostic, domain, at, source)
            select account_id, gen_random_uuid(), {id}, i, case when i % 6 = 5 then 'Complaint' else 'Bounce' end, case i % 6 when 0 then 'Hard' when 1 then 'Full' when 2 then 'Soft' when 3 then 'Block' when 4 then 'Expired' end,
                case i % 6 when 0 then '5.1.1' when 1 then '5.2.2' when 3 then '5.7.1' end, 'host mx.readers.example said: 550 5.7.1 Service unavailable; client host blocked, see https://readers.example/why?from=192.0.2.1&reason=reputation (in reply to RCPT TO command)',
                case when i % 4 = 0 then 'mail.example' else 'readers.example' end, {now} - make_interval(mins => i), case when i % 3 = 0 then 'smtp' else 'mx.readers.example' end
            from copied, generate_series(1, 57) i
            """));
        return id;
    }

    private async Task SendAsync()
    {
        await App.AsAccountAsync(Lighthouse.Id, async services =>
        {
            var now = App.Clock.GetUtcNow();
            var db = services.GetRequiredService<ModerationDb>();
            var domain = services.GetRequiredService<SendingKeys>().Create(Lighthouse.Id, DomainName.Parse("lighthouse.example"), now);
            var sender = new Sender { AccountId = Lighthouse.Id, Name = "Lighthouse", Email = EmailAddress.Parse("letters@lighthouse.example"), SendingDomainId = domain.Id, CreatedAt = now };
            var list = new ContactList { AccountId = Lighthouse.Id, Name = "Readers", CreatedAt = now };
            var empty = new ContactList { AccountId = Lighthouse.Id, Name = "Friends of the house", CreatedAt = now };
            var campaign = new Campaign { AccountId = Lighthouse.Id, CreatedBy = Marketer.Id, CreatedAt = now };
            campaign.Edit(new CampaignDraft("Opening hours", "", Html, "Hours: https://lighthouse.example/hours\n{{ unsubscribe_url }}", sender.Id, list.Id, SendAt: null), Marketer.Id, now);
            db.AddRange(domain, sender, list, empty, campaign);
            await db.SaveChangesAsync();
            for (var i = 1; i <= 120; i++)
            {
                var contact = new Contact { AccountId = Lighthouse.Id, Email = $"reader{i:000}@readers.example", EmailKey = $"reader{i:000}@readers.example", FirstName = "Zoë", LastName = "Lindt", OptedInAt = now.AddDays(-30), Source = "Newsletter form on our shop", CreatedAt = now };
                db.AddRange(contact, new ListMembership { AccountId = Lighthouse.Id, ListId = list.Id, ContactId = contact.Id });
            }

            await db.SaveChangesAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await services.GetRequiredService<CampaignIntake>().SubmitAsync(campaign, NetworkFacts.None, Marketer.Id, "Marketer", CancellationToken.None);
            campaign.Approve(campaign.ContentHash!, now - Moderation.Campaigns.Campaign.UndoWindow);
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            var form = new SubscriptionForm
            {
                AccountId = Lighthouse.Id,
                ListId = list.Id,
                Title = "Letters from the lighthouse",
                ConsentText = "One letter a month about the café and its readings.\nNothing else, and to nobody else.",
                PrivacyUrl = "https://lighthouse.example/privacy",
                PrivacyVersion = "2026-03",
                SenderId = sender.Id,
                MailSubject = "Please confirm",
                MailText = "Please confirm that you want our letter.",
                CreatedAt = now,
            };
            db.Add(form);
            await db.SaveChangesAsync();
            (List, EmptyList, Campaign, Form) = (list.Id, empty.Id, campaign.Id, form.Id);
            return true;
        });
        await using (var scope = App.Services.CreateAsyncScope())
        {
            App.Clock.Advance(TimeSpan.FromMinutes(1));
            await scope.ServiceProvider.GetRequiredService<Release>().RunAsync(Lighthouse.Id, Campaign, CancellationToken.None);
        }

        for (var i = 0; i < 300 && await App.AsEngineAsync(db => db.Campaigns.Where(c => c.Id == Campaign).Select(c => c.State).SingleAsync()) != CampaignState.Sent; i++)
        {
            await Task.Delay(100);
        }
    }
}

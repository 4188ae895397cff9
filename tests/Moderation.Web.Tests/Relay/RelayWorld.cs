using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Relay;

/// <summary>A console with a database of its own and a route into a server that obeys the test.</summary>
internal sealed class RelayWorld : IAsyncDisposable
{
    public const string Html = """
        <html><body><p>Dear {{ contact.first_name | default: "reader" }},</p><p>the café opens at nine.</p>
        <p><a href="https://lighthouse.example/hours">Hours</a> · <a href="{{ unsubscribe_url }}">Unsubscribe</a> · <a href="{{ browser_url }}">Browser</a></p></body></html>
        """;

    public const string Text = "Dear {{ contact.first_name | default: \"reader\" }},\n\nthe café opens at nine.\n\nUnsubscribe: {{ unsubscribe_url }}\n";

    private readonly List<Node> _nodes = [];
    private readonly string _connectionString;
    private readonly string _masterKey = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    /// <param name="connectionString">Of a superuser.</param>
    public RelayWorld(string connectionString) => _connectionString = connectionString;

    public WireServer Route { get; } = new();

    /// <summary>Replaces services of the nodes that start from now on.</summary>
    public Action<IServiceCollection> Replacing { get; set; } = _ => { };

    public ConsoleApp App => _nodes[0];

    public IServiceProvider Services => App.Services;

    public Guid Account { get; } = Guid.CreateVersion7();

    public Guid Sender { get; private set; }

    public Guid List { get; private set; }

    /// <summary>A database and no node yet.</summary>
    public static async Task<RelayWorld> NewAsync() => new(await TestPostgres.NewDatabaseAsync());

    /// <summary>With one node that sends, and so many contacts.</summary>
    public static async Task<RelayWorld> StartAsync(int contacts, params (string Key, string? Value)[] settings)
    {
        var world = await NewAsync();
        world.StartNode(settings);
        await world.SeedAsync(contacts);
        return world;
    }

    /// <summary>As <see cref="StartAsync"/>, reachable over the network at <see cref="ConsoleApp.Address"/>.</summary>
    public static async Task<RelayWorld> ServeAsync(int contacts, params (string Key, string? Value)[] settings)
    {
        var world = await NewAsync();
        var node = new Node(world._connectionString, world.Settings(settings));
        node.UseKestrel(0);
        node.StartServer();
        world._nodes.Add(node);
        await world.SeedAsync(contacts);
        return world;
    }

    /// <summary>A node that sends; several share the database.</summary>
    public ConsoleApp StartNode(params (string Key, string? Value)[] settings)
    {
        var node = new Node(_connectionString, Settings(settings)) { Replacing = Replacing };
        _nodes.Add(node);
        _ = node.Server;
        return node;
    }

    /// <summary>Ends the nodes and leaves the route.</summary>
    public async Task StopNodesAsync()
    {
        foreach (var node in _nodes)
        {
            await node.DisposeAsync();
        }

        _nodes.Clear();
    }

    /// <summary>What each node of this world is told.</summary>
    public Dictionary<string, string?> Settings(params (string Key, string? Value)[] more)
    {
        var all = new Dictionary<string, string?>
        {
            ["Keys:Master"] = _masterKey,
            ["Roles"] = "Console,Relay",
            ["Relay:Route:Host"] = "127.0.0.1",
            ["Relay:Route:Port"] = $"{Route.Port}",
            ["Relay:Route:Tls"] = "None",
            ["Relay:Connections"] = "4",
            ["Relay:Poll"] = "00:00:00.1",
            ["Relay:Flush"] = "00:00:00.05",
            ["Public:BaseUrl"] = "https://mail.provider.example",
            ["Checks:Network"] = "false",
        };
        foreach (var (key, value) in more)
        {
            all[key] = value;
        }

        foreach (var unset in all.Where(setting => setting.Value is null).Select(setting => setting.Key).ToList())
        {
            all.Remove(unset);
        }

        return all;
    }

    /// <summary>An account with a sender and a list of so many contacts, the first of them reader1@readers.example.</summary>
    public async Task SeedAsync(int contacts)
    {
        await InAsync(Account, async (db, services) =>
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var domain = services.GetRequiredService<SendingKeys>().Create(Account, DomainName.Parse($"d{Account:N}.example"), now);
            var sender = new Sender { AccountId = Account, Name = "Lighthouse", Email = EmailAddress.Parse($"news@{domain.Name}"), SendingDomainId = domain.Id, CreatedAt = now };
            var list = new ContactList { AccountId = Account, Name = "Readers", CreatedAt = now };
            db.Add(new Account { Id = Account, Name = "Lighthouse Ltd", CreatedAt = now });
            db.AddRange(domain, sender, list);
            await db.SaveChangesAsync();
            await db.Database.ExecuteSqlAsync(
                $"""
                with new as (
                    insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
                    select {Account}, gen_random_uuid(), 'reader' || i || '@readers.example', 'reader' || i || '@readers.example', case when i % 2 = 0 then 'Zoë ' || i else '' end, '', now(), 'test', now()
                    from generate_series(1, {contacts}) i
                    returning account_id, id)
                insert into app.list_members (account_id, list_id, contact_id) select account_id, {list.Id}, id from new
                """);
            (Sender, List) = (sender.Id, list.Id);
        });
    }

    /// <summary>Submitted by the account, approved by staff, and due.</summary>
    public async Task<Guid> ApproveAsync(string subject = "Opening hours", Conditions? conditions = null, string html = Html)
    {
        Guid id = default;
        await InAsync(Account, async (db, services) =>
        {
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var author = Guid.NewGuid();
            var campaign = new Campaign { AccountId = Account, CreatedBy = author, CreatedAt = now };
            campaign.Edit(new CampaignDraft(subject, "", html, Text, Sender, List, null), author, now);
            db.Add(campaign);
            await db.SaveChangesAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await services.GetRequiredService<CampaignIntake>().SubmitAsync(campaign, NetworkFacts.None, author, "Author", CancellationToken.None);
            if (campaign.AwaitsDecision)
            {
                campaign.Approve(campaign.ContentHash!, now - Campaign.UndoWindow, conditions);
            }

            await db.SaveChangesAsync();
            await transaction.CommitAsync();
            id = campaign.Id;
        });
        await EngineAsync(db => db.Campaigns.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.ReleaseAt, DateTimeOffset.UnixEpoch)));
        return id;
    }

    /// <summary>Approved in time, and planned for this time.</summary>
    public async Task<Guid> ApproveAsync(DateTimeOffset sendAt)
    {
        var id = await ApproveAsync();
        await EngineAsync(db => db.Campaigns.Where(c => c.Id == id).ExecuteUpdateAsync(set => set.SetProperty(c => c.SendAt, sendAt).SetProperty(c => c.ReleaseAt, sendAt)));
        return id;
    }

    public async Task<bool> ReleaseAsync(Guid campaign)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Release>().RunAsync(Account, campaign, CancellationToken.None);
    }

    public async Task<Guid> SendAsync(Conditions? conditions = null, string html = Html)
    {
        var campaign = await ApproveAsync(conditions: conditions, html: html);
        // The sweep of a node may have been there first.
        Assert.True(await ReleaseAsync(campaign) || (await CampaignAsync(campaign)).HasBegun);
        return campaign;
    }

    /// <summary>The token of one delivery.</summary>
    public async Task<string> TokenAsync(Guid campaign, int sequence, TokenPurpose purpose = TokenPurpose.OptOut)
    {
        var ring = await Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        return ring.ForUrl(purpose, new DeliveryRef((await CampaignAsync(campaign)).Number, sequence), ring.Newest);
    }

    /// <summary>What the account's opt-out link ends.</summary>
    public Task ScopeAsync(OptOutScope scope) => EngineAsync(db => db.Accounts.Where(a => a.Id == Account).ExecuteUpdateAsync(set => set.SetProperty(a => a.OptOutScope, scope)));

    /// <summary>A reader's place in a campaign.</summary>
    public Task<int> SequenceAsync(Guid campaign, string email) =>
        EngineAsync(db => db.Database.SqlQuery<int>($"""select seq as "Value" from app.deliveries where campaign_id = {campaign} and email = {email}""").SingleAsync());

    /// <summary>A recipient: without cookies, and follows nobody elsewhere.</summary>
    public HttpClient Reader() => App.CreateClient(new Microsoft.AspNetCore.Mvc.Testing.WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = false });

    public Task<Campaign> CampaignAsync(Guid id) => EngineAsync(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id));

    public Task<CampaignProgress> ProgressAsync(Guid id) => EngineAsync(db => db.CampaignProgress.AsNoTracking().SingleAsync(c => c.CampaignId == id));

    public Task<Dictionary<Reputation.EventKind, long>> CountersAsync(Guid id) =>
        EngineAsync(db => db.EventCounters.Where(c => c.CampaignId == id).GroupBy(c => c.Kind).ToDictionaryAsync(g => g.Key, g => g.Sum(c => c.Count)));

    public Task ChangeAsync(Guid id, Action<Campaign> change) => EngineAsync(async db =>
    {
        change(await db.Campaigns.SingleAsync(c => c.Id == id));
        return await db.SaveChangesAsync();
    });

    public Task UntilAsync(Guid campaign, CampaignState state) => UntilAsync(async () => (await CampaignAsync(campaign)).State == state, $"the campaign is {state}");

    /// <summary>One-click requests are committed before their answer and carried out after it: until none waits any more.</summary>
    public Task UntilCarriedOutAsync() =>
        UntilAsync(async () => await App.BehindTheWallsAsync("select count(*) from app.opt_out_requests") == "0", "every opt-out is carried out");

    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await condition())
            {
                return;
            }

            await Task.Delay(100);
        }

        Assert.Fail($"After a minute it is still not so that {what}.");
    }

    public Task<T> EngineAsync<T>(Func<EngineDb, Task<T>> work) => App.AsEngineAsync(work);

    public async Task InAsync(Guid account, Func<ModerationDb, IServiceProvider, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        await work(scope.ServiceProvider.GetRequiredService<ModerationDb>(), scope.ServiceProvider);
    }

    public async ValueTask DisposeAsync()
    {
        await StopNodesAsync();
        await Route.DisposeAsync();
    }

    private sealed class Node(string connectionString, IReadOnlyDictionary<string, string?> settings) : ConsoleApp(connectionString, settings);
}

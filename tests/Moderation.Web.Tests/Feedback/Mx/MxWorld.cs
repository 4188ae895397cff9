using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Mail.Dns;
using Moderation.Mail.Tests.Dns;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback.Mx;

/// <summary>A console that sends and takes what comes back; its name server is the test's.</summary>
internal sealed class MxWorld : IAsyncDisposable
{
    public const string Domain = "in.provider.example";
    public const string Bounces = "bounces.console.example";

    private MxWorld(RelayWorld relay) => Relay = relay;

    public RelayWorld Relay { get; }

    public MemoryZone Zone { get; } = new();

    public MxListener Listener => Relay.Services.GetRequiredService<MxListener>();

    public static async Task<MxWorld> StartAsync(int contacts, params (string Key, string? Value)[] settings)
    {
        var world = new MxWorld(await RelayWorld.NewAsync());
        world.Relay.Replacing = services => services.AddSingleton<IDnsResolver>(world.Zone);
        world.Relay.StartNode([("Roles", "Console,Relay,Mx"), ("Mx:Listen", "127.0.0.1:0"), ("Mx:Domain", Domain), ("Public:BaseUrl", null), .. settings]);
        await world.Relay.SeedAsync(contacts);
        return world;
    }

    public Task<SmtpTalk> ConnectAsync() => SmtpTalk.OpenAsync(Listener.EndPoint);

    public async Task<string> SendAsync(string from, string to, string data)
    {
        using var talk = await ConnectAsync();
        return await talk.SendAsync(from, to, data);
    }

    /// <summary>A campaign that has left to everybody.</summary>
    public async Task<Guid> SentAsync()
    {
        var campaign = await Relay.SendAsync();
        await Relay.UntilAsync(campaign, CampaignState.Sent);
        return campaign;
    }

    public WireMessage MessageTo(string reader) => Relay.Route.Messages.Last(m => m.To == reader);

    public async Task<string> VerpAsync(Guid campaign, string reader) => $"b-{await MailboxTokenAsync(campaign, reader, TokenPurpose.Verp)}@{Bounces}";

    public async Task<string> MailboxTokenAsync(Guid campaign, string reader, TokenPurpose purpose)
    {
        var ring = await Relay.Services.GetRequiredService<TokenKeys>().RingAsync(CancellationToken.None);
        return ring.ForMailbox(purpose, new DeliveryRef((await Relay.CampaignAsync(campaign)).Number, await Relay.SequenceAsync(campaign, reader)), ring.Newest);
    }

    public Task<List<Suppression>> SuppressionsAsync() => Relay.EngineAsync(db => db.Suppressions.AsNoTracking().OrderBy(s => s.EmailKey).ToListAsync());

    public Task<List<FeedbackEntry>> FeedbackAsync() => Relay.EngineAsync(db => db.Feedback.AsNoTracking().OrderBy(f => f.At).ToListAsync());

    public Task<Dictionary<string, long>> CountsAsync() => Relay.EngineAsync(async db => (await db.MxCounts.AsNoTracking().ToListAsync()).GroupBy(c => $"{c.Kind} {c.Result}").ToDictionary(g => g.Key, g => g.Sum(c => c.Count)));

    /// <summary>A marketer of the world's account.</summary>
    public async Task<Visitor> MarketerAsync() => await Relay.App.SignInAsync(await Relay.App.AddUserAsync("keeper@lighthouse.example", Role.Marketer, Relay.Account));

    /// <summary>A loop of the readers' provider whose reports come from 192.0.2.0/24.</summary>
    public Task JoinLoopAsync() => Relay.EngineAsync(async db =>
    {
        var programme = new FeedbackProgramme { Name = "Readers' loop", Covers = ["readers.example"], Networks = ["192.0.2.0/24"] };
        programme.Move(ProgrammeState.Active, Relay.App.Clock.GetUtcNow());
        db.FeedbackProgrammes.Add(programme);
        return await db.SaveChangesAsync();
    });

    public ValueTask DisposeAsync() => Relay.DisposeAsync();
}

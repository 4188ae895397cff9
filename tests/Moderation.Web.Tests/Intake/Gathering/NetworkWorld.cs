using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Dns;
using Moderation.Mail.Fetching;
using Moderation.Mail.SpamFilters;
using Moderation.Mail.Tests.Dns;
using Moderation.Mail.Tests.Fetching;
using Moderation.Review;
using Moderation.Senders;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Pages;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Web.Tests.Intake.Gathering;

/// <summary>A console that looks outside, and an outside of a few real web sites and a name server.</summary>
internal sealed class NetworkWorld : IAsyncDisposable
{
    public const string Page = "https://lighthouse.example/lamp";

    private NetworkWorld()
    {
    }

    public TestInternet Internet { get; } = TestInternet.Open();

    public MemoryZone Zone { get; } = new();

    public MarketerWorld World { get; } = new();

    public Visitor Ada { get; private set; } = null!;

    public Sender Sender { get; private set; } = null!;

    public static async Task<NetworkWorld> OpenAsync(CheckOptions? options = null, ISpamFilter? filter = null)
    {
        var world = new NetworkWorld();
        world.Internet.Html(Page, "<p>The lamp</p>");
        await world.World.InitializeAsync(services =>
        {
            services.AddSingleton(options ?? new CheckOptions { Network = true, LinkBudget = TimeSpan.FromSeconds(10) });
            services.AddSingleton<IDnsResolver>(world.Zone);
            services.AddSingleton(world.Internet.Dialer);
            services.AddSingleton(world.Internet.Prober(new LinkProberOptions { HostPause = TimeSpan.Zero, TryPause = TimeSpan.FromMilliseconds(10), HopTime = TimeSpan.FromSeconds(2) }));
            if (filter is not null)
            {
                services.AddSingleton(filter);
            }
        });
        world.Ada = await world.World.App.SignInAsync(await world.World.App.AddUserAsync("ada@provider.example", Role.ProjectManager));
        await world.AddSenderAsync();
        return world;
    }

    /// <summary>A draft from a sender whose DNS is in order, with these links.</summary>
    public async Task<Campaign> DraftAsync(params string[] links)
    {
        var now = World.App.Clock.GetUtcNow();
        var campaign = new Campaign { AccountId = World.Lighthouse.Id, CreatedBy = World.Author.Id, CreatedAt = now };
        var html = string.Concat(links.Select(link => $"<p><a href=\"{link}\">Read on</a></p>")) + "<p>You get this because you signed up. <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>";
        campaign.Edit(new CampaignDraft("A letter about the lamp", "", html, "Read on\n\nUnsubscribe: {{ unsubscribe_url }}", Sender.Id, World.List.Id, SendAt: null), World.Author.Id, now);
        await World.SaveAsync([campaign]);
        return campaign;
    }

    public Task<string> CheckUpAsync(Campaign campaign) => World.Marketer.ReadAsync($"/campaigns/{campaign.Id}/check-up");

    public async Task<Campaign> SubmitAsync(Campaign campaign)
    {
        using var answer = await World.Marketer.SubmitAsync($"/campaigns/{campaign.Id}/check-up", [("version", $"{campaign.Version}")], "Submit");
        Assert.Equal($"/campaigns/{campaign.Id}", MarketerWorld.Location(answer));
        return await World.AgainAsync(campaign);
    }

    public async Task<HttpResponseMessage> ApproveAsync(Campaign campaign) =>
        await (await OpenReview.OpenAsync(Ada, $"/queue/{World.Lighthouse.Id}/{campaign.Id}")).DecideAsync(DecisionKind.Approve, "Looked at it");

    public async Task<bool> ReleaseAsync(Campaign campaign)
    {
        World.App.Clock.Advance(Campaign.UndoWindow + TimeSpan.FromSeconds(1));
        await using var scope = World.App.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<Release>().RunAsync(World.Lighthouse.Id, campaign.Id, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Internet.DisposeAsync();
    }

    private async Task AddSenderAsync()
    {
        var now = World.App.Clock.GetUtcNow();
        var domain = World.App.Services.GetRequiredService<SendingKeys>().Create(World.Lighthouse.Id, DomainName.Parse("news.lighthouse.example"), now);
        Sender = new Sender { AccountId = World.Lighthouse.Id, Name = "Lighthouse", Email = EmailAddress.Parse("keeper@news.lighthouse.example"), SendingDomainId = domain.Id, CreatedAt = now };
        await World.SaveAsync([domain, Sender]);
        Zone.Mx("mailbox.example", 10, "mx.mailbox.example");
        Zone.Txt($"{domain.Selector}._domainkey.news.lighthouse.example", domain.DnsRecord)
            .Txt("_dmarc.news.lighthouse.example", "v=DMARC1; p=none")
            .Mx("news.lighthouse.example", 10, "mx.lighthouse.example");
    }
}

using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

/// <summary>A console with one account, its marketer, and two project managers.</summary>
public sealed class QueueWorld : IAsyncDisposable
{
    public const string Html = """<html lang="en"><body><p>Dear reader, we open at nine.</p><p><a href="https://lighthouse.example/hours">Hours</a> <a href="{{ unsubscribe_url }}">Unsubscribe</a></p></body></html>""";

    /// <summary>What holds a campaign of a new account.</summary>
    public static readonly Finding New = new("account.new", Severity.Hold, "This account has 0 of 3 correct mass mailings.", new Where(Part.Account), [], "Nothing to do: a project manager looks at it.");

    /// <summary>Something that the marketer has to mend.</summary>
    public static readonly Finding Link = new("link.unreachable", Severity.Hold, "A link leads to a page that is not there.", new Where(Part.Html, "1/1/0"), [], "Correct the link.");

    private Sender _sender = null!;
    private ContactList _list = null!;

    private QueueWorld(ConsoleApp app) => App = app;

    public ConsoleApp App { get; }

    public Account Account { get; private set; } = null!;

    public AppUser Marketer { get; private set; } = null!;

    public AppUser Ada { get; private set; } = null!;

    public AppUser Ben { get; private set; } = null!;

    public DateTimeOffset Now => App.Clock.GetUtcNow();

    /// <summary>For a visitor without script.</summary>
    public static async Task<QueueWorld> StartAsync() => await SeedAsync(await ConsoleApp.StartAsync());

    /// <summary>For a real browser.</summary>
    public static async Task<QueueWorld> ServeAsync() => await SeedAsync(await ConsoleApp.ServeAsync());

    private static async Task<QueueWorld> SeedAsync(ConsoleApp app)
    {
        var world = new QueueWorld(app);
        world.Account = await world.App.AddAccountAsync("Lighthouse");
        world.Marketer = await world.App.AddMarketerAsync(world.Account);
        world.Ada = await world.App.AddUserAsync("ada@provider.example", Role.ProjectManager);
        world.Ben = await world.App.AddUserAsync("ben@provider.example", Role.ProjectManager);
        await world.ChangeAsync(db =>
        {
            var domain = new SendingDomain { AccountId = world.Account.Id, Name = DomainName.Parse("lighthouse.example"), Selector = "s1", SealedPrivateKey = [1], DnsRecord = "v=DKIM1", CreatedAt = world.Now };
            world._sender = new Sender { AccountId = world.Account.Id, Name = "Lighthouse", Email = EmailAddress.Parse("news@lighthouse.example"), SendingDomainId = domain.Id, CreatedAt = world.Now };
            world._list = new ContactList { AccountId = world.Account.Id, Name = "Readers", CreatedAt = world.Now };
            db.AddRange(domain, world._sender, world._list);
        });
        await world.AddContactsAsync(10);
        return world;
    }

    public Task AddContactsAsync(int count) => ChangeAsync(db =>
    {
        for (var i = 0; i < count; i++)
        {
            var address = $"{Guid.NewGuid():N}@readers.example";
            var contact = new Contact { AccountId = Account.Id, Email = address, EmailKey = address, OptedInAt = Now, CreatedAt = Now };
            db.AddRange(contact, new ListMembership { AccountId = Account.Id, ListId = _list.Id, ContactId = contact.Id });
        }
    });

    /// <summary>A submitted campaign that waits for a decision because of these findings.</summary>
    public async Task<Campaign> HoldAsync(string subject, params Finding[] findings) => await HoldAsync(subject, null, Marketer.Id, findings);

    public async Task<Campaign> HoldAsync(string subject, DateTimeOffset? sendAt, Guid author, params Finding[] findings)
    {
        var campaign = new Campaign { AccountId = Account.Id, CreatedBy = author, CreatedAt = Now };
        campaign.Edit(new CampaignDraft(subject, "", Html, "", _sender.Id, _list.Id, sendAt), author, Now);
        await ChangeAsync(db => db.Add(campaign));
        return await SubmitAsync(campaign.Id, author, findings.Length == 0 ? [New] : findings);
    }

    /// <summary>What the marketer does in another window: a new text, submitted again.</summary>
    public async Task<Campaign> EditAsync(Guid id, string subject)
    {
        await ChangeAsync(db =>
        {
            var campaign = db.Campaigns.Single(c => c.Id == id);
            campaign.Edit(new CampaignDraft(subject, "", Html, "", _sender.Id, _list.Id, null), Marketer.Id, Now);
        });
        return await CampaignAsync(id);
    }

    public async Task<Campaign> SubmitAsync(Guid id, Guid author, params Finding[] findings)
    {
        await using var scope = App.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(Account.Id);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var intake = scope.ServiceProvider.GetRequiredService<CampaignIntake>();
        var campaign = await db.Campaigns.SingleAsync(c => c.Id == id);
        // As a console without network and spam filter judges.
        var notRun = RuleCatalogue.All.Where(rule => (rule.Info.Needs & (Needs.Network | Needs.SpamFilter)) != Needs.None).Select(rule => new NotChecked(rule.Info.Code, rule.Info.Title, "not here"));
        var judgement = new Judgement(Verdict.Held, findings, [.. notRun], 1);
        var submission = new SubmittedCampaign
        {
            AccountId = Account.Id,
            CampaignId = id,
            ContentHash = "",
            FrozenContent = FrozenContent.Write(await intake.ContentAsync(campaign, CancellationToken.None)),
            SenderId = _sender.Id,
            FromName = "Lighthouse",
            Sketch = [],
            ListId = _list.Id,
            Recipients = 10,
            Verdict = Verdict.Held,
            Judgement = JsonSerializer.Serialize(judgement),
            PolicyVersion = 1,
            By = author,
            ByName = "marketer",
            At = Now,
        };
        var hash = await db.ContentHashAsync(scope.ServiceProvider.GetRequiredService<IntakeOptions>(), submission, CancellationToken.None);
        db.Add(submission);
        db.Entry(submission).Property(s => s.ContentHash).CurrentValue = hash;
        campaign.Submit(submission.Id, hash, Verdict.Held, author, Now, QueueOrder.Due(Now, campaign.SendAt, judgement));
        await db.SaveChangesAsync();
        return campaign;
    }

    public Task<Campaign> CampaignAsync(Guid id) => App.AsEngineAsync(db => db.Campaigns.AsNoTracking().SingleAsync(c => c.Id == id));

    public Task<List<string>> StepsAsync(Guid id) => App.AsEngineAsync(db =>
        db.AuditEntries.Where(e => e.CampaignId == id).OrderBy(e => e.Position).Select(e => e.Action).ToListAsync());

    public Task<List<Decision>> DecisionsAsync(Guid id) => App.AsEngineAsync(db =>
        db.Decisions.AsNoTracking().Where(d => d.CampaignId == id).OrderBy(d => d.At).ToListAsync());

    public Task ChangeAsync(Action<EngineDb> change) => App.AsEngineAsync(async db =>
    {
        change(db);
        return await db.SaveChangesAsync();
    });

    public string Address(Guid campaign) => $"/queue/{Account.Id}/{campaign}";

    /// <summary>Opens the review page: what the form carries is bound to what was on the screen then.</summary>
    public Task<OpenReview> OpenAsync(Visitor visitor, Guid campaign) => OpenReview.OpenAsync(visitor, Address(campaign));

    /// <summary>Opens and decides at once.</summary>
    public async Task<HttpResponseMessage> DecideAsync(Visitor visitor, Guid campaign, DecisionKind kind, string note = "", params string[] reasons) =>
        await (await OpenAsync(visitor, campaign)).DecideAsync(kind, note, reasons);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}

/// <summary>A review page as it stood when it was opened.</summary>
public sealed partial record OpenReview(Visitor Visitor, string Address, string Page, IReadOnlyList<(string Name, string Value)> Fields)
{
    public static async Task<OpenReview> OpenAsync(Visitor visitor, string address)
    {
        var page = await visitor.ReadAsync(address);
        var form = DecideForm().Match(page);
        Assert.True(form.Success, "The page has no form to decide with.");
        var fields = Inputs().Matches(form.Value).Select(match => (match.Groups["name"].Value, WebUtility.HtmlDecode(match.Groups["value"].Value))).ToList();
        return new OpenReview(visitor, address, page, fields);
    }

    public Task<HttpResponseMessage> DecideAsync(DecisionKind kind, string note = "", params string[] reasons) => Visitor.PostAsync(
        Address, [.. Fields, ("Input.Kind", kind.ToString()), ("Input.Note", note), .. reasons.Select(reason => ("Input.Reasons", reason))]);

    public Task<HttpResponseMessage> PostAsync(string handler) =>
        Visitor.PostAsync($"{Address}?handler={handler}", [.. Fields.Where(field => field.Name == "__RequestVerificationToken")]);

    [GeneratedRegex("<form[^>]*id=\"decide\".*?</form>", RegexOptions.Singleline, 1000)]
    private static partial Regex DecideForm();

    [GeneratedRegex("<input(?=[^>]*type=\"hidden\")(?=[^>]*name=\"(?<name>[^\"]+)\")(?=[^>]*value=\"(?<value>[^\"]*)\")[^>]*>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Inputs();
}

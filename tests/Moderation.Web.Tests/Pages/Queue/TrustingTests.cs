using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Intake;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class TrustingTests : IAsyncLifetime
{
    private const string Html = """<p>Our <a href="https://www.partner.example/offer">partner</a> and <a href="https://other.example/">another</a>. <a href="{{ unsubscribe_url }}">Unsubscribe</a></p>""";

    private readonly MarketerWorld _world = new();
    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _ada = await StaffAsync("ada");
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_domain_is_allowed_in_a_press_and_the_campaign_is_judged_again_without_it()
    {
        var held = await HoldAsync();
        var review = Review(held);
        Assert.Equal(["other.example", "partner.example"], Offered(await _ada.ReadAsync(review)));

        using var first = await _ada.SubmitAsync(review, [("domain", "partner.example")], "Trust");
        Assert.Equal(review, MarketerWorld.Location(first));
        Assert.Equal(["other.example"], Offered(await _ada.ReadAsync(review)));
        using var second = await _ada.SubmitAsync(review, [("domain", "other.example")], "Trust");
        var page = await _ada.ReadAsync(review);
        Assert.Contains("other.example is allowed for this account", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<code class=\"small\">content.profile", page, StringComparison.Ordinal);

        var again = await _world.AgainAsync(held);
        Assert.Equal((CampaignState.Held, held.Version + 2, held.ContentHash), (again.State, again.Version, again.ContentHash));
        Assert.Equal(["account.domain-trusted", "campaign.judged-again", "account.domain-trusted", "campaign.judged-again"], await LastStepsAsync(4));
        Assert.Contains("partner.example", await _ada.ReadAsync($"/accounts/{_world.Lighthouse.Id}"), StringComparison.Ordinal);

        var next = await _world.DraftAsync(Html, subject: "The next letter");
        Assert.DoesNotContain("<code class=\"small\">content.profile", await _world.Marketer.ReadAsync($"/campaigns/{next.Id}/check-up"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_account_is_held_for_it_as_before()
    {
        using var allowed = await _ada.SubmitAsync(Review(await HoldAsync()), [("domain", "partner.example")], "Trust");
        var harbour = await _world.App.AsEngineAsync(db => db.Accounts.AsNoTracking().SingleAsync(a => a.Name == "Harbour"));
        var found = await _world.App.AsAccountAsync(harbour.Id, async services =>
        {
            var (db, now) = (services.GetRequiredService<ModerationDb>(), _world.App.Clock.GetUtcNow());
            var domain = new SendingDomain { AccountId = harbour.Id, Name = DomainName.Parse("harbour.example"), Selector = "m1", SealedPrivateKey = [1], DnsRecord = "v=DKIM1", CreatedAt = now };
            var sender = new Sender { AccountId = harbour.Id, Name = "Harbour", Email = EmailAddress.Parse("news@harbour.example"), SendingDomainId = domain.Id, CreatedAt = now };
            var campaign = new Campaign { AccountId = harbour.Id, CreatedBy = Guid.NewGuid(), CreatedAt = now };
            campaign.Edit(new CampaignDraft("A letter", "", Html, "", sender.Id, null, null), campaign.CreatedBy, now);
            db.AddRange(domain, sender, campaign);
            await db.SaveChangesAsync();
            return (await services.CheckUpAsync(campaign)).Judgement.Findings;
        });
        Assert.Contains("partner.example", Assert.Single(found, finding => finding.Rule == "content.profile").Evidence.Select(evidence => evidence.Value));
    }

    [Fact]
    public async Task Only_what_the_judgement_names_is_allowed_and_only_by_staff_who_are_at_it()
    {
        var held = await HoldAsync();
        var review = Review(held);
        foreach (var domain in new[] { "elsewhere.example", "www.partner.example", "", "not a domain" })
        {
            using var unnamed = await _ada.SubmitAsync(review, [("domain", domain)], "Trust");
            Assert.Equal(HttpStatusCode.Conflict, unnamed.StatusCode);
        }

        using var withoutToken = await _ada.PostAsync(review + "?handler=Trust", [("domain", "partner.example")]);
        Assert.Equal(HttpStatusCode.BadRequest, withoutToken.StatusCode);
        var token = Visitor.Token(await _world.Marketer.ReadAsync("/campaigns/new"));
        using var marketer = await _world.Marketer.PostAsync(review + "?handler=Trust", [("domain", "partner.example"), ("__RequestVerificationToken", token)]);
        Assert.Equal(HttpStatusCode.NotFound, marketer.StatusCode);
        Assert.DoesNotContain("Allow for this account", await _world.Marketer.ReadAsync($"/campaigns/{held.Id}"), StringComparison.Ordinal);

        var ben = await StaffAsync("ben");
        using var claim = await ben.PostAsync(review + "/claim", [("__RequestVerificationToken", Visitor.Token(await ben.ReadAsync(review)))]);
        using var late = await _ada.SubmitAsync(review, [("domain", "partner.example")], "Trust");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);
        Assert.Contains("has claimed this campaign", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Empty(await _world.ReadAsync(db => db.TrustedDomains.ToListAsync()));
    }

    [Fact]
    public async Task Withdrawn_it_holds_the_next_mail_again()
    {
        using var allowed = await _ada.SubmitAsync(Review(await HoldAsync()), [("domain", "partner.example")], "Trust");
        var account = $"/accounts/{_world.Lighthouse.Id}";
        using var withdrawn = await _ada.SubmitAsync(account, [("domain", "partner.example")], "Withdraw");
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);
        Assert.Contains("partner.example is no longer allowed", await _ada.ReadAsync(account), StringComparison.Ordinal);
        Assert.Equal(["account.domain-withdrawn"], await LastStepsAsync(1));
        Assert.Empty(await _world.ReadAsync(db => db.TrustedDomains.ToListAsync()));

        var next = await _world.DraftAsync(Html);
        Assert.Contains("<code class=\"small\">content.profile", await _world.Marketer.ReadAsync($"/campaigns/{next.Id}/check-up"), StringComparison.Ordinal);
        using var twice = await _ada.SubmitAsync(account, [("domain", "partner.example")], "Withdraw");
        Assert.Contains("was not allowed, or is no longer", await _ada.ReadAsync(account), StringComparison.Ordinal);
    }

    private async Task<Campaign> HoldAsync()
    {
        var draft = await _world.DraftAsync(Html);
        using var submitted = await _world.Marketer.SubmitAsync($"/campaigns/{draft.Id}/check-up", [("version", $"{draft.Version}")], "Submit");
        var held = await _world.AgainAsync(draft);
        Assert.Equal(CampaignState.Held, held.State);
        return held;
    }

    private string Review(Campaign campaign) => $"/queue/{_world.Lighthouse.Id}/{campaign.Id}";

    private async Task<Visitor> StaffAsync(string name) => await _world.App.SignInAsync(await _world.App.AddUserAsync($"{name}@provider.example", Role.ProjectManager));

    private static List<string> Offered(string page) =>
        [.. page.Split("form=\"allow\" name=\"domain\" value=\"").Skip(1).Select(rest => rest[..rest.IndexOf('"', StringComparison.Ordinal)]).Order(StringComparer.Ordinal)];

    private async Task<List<string>> LastStepsAsync(int count) => await _world.ReadAsync(async db =>
        (await db.AuditEntries.OrderByDescending(e => e.Position).Take(count).Select(e => e.Action).ToListAsync()).AsEnumerable().Reverse().ToList());
}

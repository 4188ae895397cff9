using Moderation.Accounts;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Senders;

namespace Moderation.Browser.Tests.Pages;

/// <summary>The proposal of a sending domain in the editor, on each screen and in each theme.</summary>
[Collection(BrowserCollection.Name)]
public sealed class DomainProposalPagesTests(BrowserFixture fixture, SentLetter letter) : IClassFixture<SentLetter>
{
    [BrowserFact]
    public async Task The_editor_proposes_a_domain_and_takes_it_by_one_press()
    {
        var now = letter.App.Clock.GetUtcNow();
        var campaign = new Campaign { AccountId = letter.Lighthouse.Id, CreatedBy = letter.Marketer.Id, CreatedAt = now };
        await letter.App.AsEngineAsync(async db =>
        {
            var domain = new SendingDomain { AccountId = letter.Lighthouse.Id, Name = DomainName.Parse("news.harbour-lights.example"), Selector = "m1", SealedPrivateKey = [1], DnsRecord = "v=DKIM1; k=rsa; p=AAAA", CreatedAt = now };
            var sender = new Sender { AccountId = letter.Lighthouse.Id, Name = "Harbour lights", Email = EmailAddress.Parse("news@news.harbour-lights.example"), SendingDomainId = domain.Id, CreatedAt = now };
            campaign.Edit(new CampaignDraft("Harbour lights in winter", "", "<p><a href=\"https://shop.harbour-lights.example/\">Our shop</a> <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>", "", null, null, SendAt: null), letter.Marketer.Id, now);
            db.AddRange(domain, sender, campaign);
            return await db.SaveChangesAsync();
        });
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, letter.App, letter.Marketer);
        await marketer.LookAsync(("domain-proposal", $"/campaigns/{campaign.Id}/edit"));
        await marketer.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Use it" }).ClickAsync();
        await Microsoft.Playwright.Assertions.Expect(marketer.Page.GetByText("The domain fits: news.harbour-lights.example")).ToBeVisibleAsync();
        await marketer.LookAsync("domain-fits");
        Assert.Empty(marketer.Violations);
    }
}

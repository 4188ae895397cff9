using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Browser.Tests.Pages;

/// <summary>A mailing with much against it: what stops it is seen first, and advice does not bury it.</summary>
[Collection(BrowserCollection.Name)]
public sealed class ManyFindingsTests(BrowserFixture fixture, MuchAgainstIt served) : IClassFixture<MuchAgainstIt>
{
    private readonly QueueWorld _world = served.World;

    [BrowserFact]
    public async Task A_reviewer_sees_them_by_weight_with_advice_folded()
    {
        await using var ada = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Ada);
        await ada.OpenAsync(_world.Address(served.Held));
        await ada.LookAsync("review-many");
        Assert.Equal(["Must be mended 1", "A person decides 4", "Advice 12"], await SummariesAsync(ada.Page));
        Assert.Contains("Must be mended 2 · A person decides 4 · Advice 12", await ada.Page.Locator(".verdict").InnerTextAsync(), StringComparison.Ordinal);
        await AssertAdviceIsFoldedAsync(ada.Page);
        foreach (var (width, height) in new[] { (1440, 900), (390, 844) })
        {
            await ada.Page.SetViewportSizeAsync(width, height);
            var bar = (await ada.Page.Locator(".decision-bar").BoundingBoxAsync())!;
            var message = (await ada.Page.Locator(".review-verdict .finding p").First.BoundingBoxAsync())!;
            Assert.True(message.Y + message.Height <= bar.Y && bar.Y + bar.Height <= height, $"The top finding ends at {message.Y + message.Height}, the bar stands at {bar.Y} of {height}.");
        }

        Assert.Equal(["lighthouse.example", "partner.example", "partner.example"], await ada.Page.Locator(".review-verdict .hops b").AllInnerTextsAsync());
        Assert.Equal(0, await ada.Page.Locator(".hops a").CountAsync());
        Assert.Empty(ada.Violations);
    }

    [BrowserFact]
    public async Task A_marketer_sees_what_must_be_mended_first()
    {
        await using var marketer = await StaffBrowser.SignInAsync(fixture.Browser, _world.App, _world.Marketer);
        await marketer.OpenAsync($"/campaigns/{served.Draft}/check-up");
        await marketer.LookAsync("check-up-many");
        Assert.True(await marketer.Page.Locator(".finding").CountAsync() >= 15);
        Assert.StartsWith("Must be mended", (await SummariesAsync(marketer.Page))[0], StringComparison.Ordinal);
        await AssertAdviceIsFoldedAsync(marketer.Page);
        await marketer.Page.SetViewportSizeAsync(390, 844);
        await marketer.Page.EvaluateAsync("scrollTo(0, 0)");
        foreach (var part in new[] { ".verdict", ".finding p" })
        {
            var box = (await marketer.Page.Locator(part).First.BoundingBoxAsync())!;
            Assert.True(box.Y + box.Height <= 844, $"{part} ends at {box.Y + box.Height}.");
        }

        Assert.Empty(marketer.Violations);
    }

    private static async Task AssertAdviceIsFoldedAsync(IPage page)
    {
        Assert.False(await page.Locator(".finding-group", new() { HasText = "Advice" }).Last.Locator(".finding").First.IsVisibleAsync());
        Assert.True(await page.Locator(".finding-group .finding").First.IsVisibleAsync());
    }

    private static async Task<IReadOnlyList<string>> SummariesAsync(IPage page) =>
        [.. (await page.Locator(".finding-group > summary").AllInnerTextsAsync()).Select(text => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}

/// <summary>A mailing that is held for much, and a draft.</summary>
public sealed class MuchAgainstIt : ServedWorld
{
    private const string Html = """
        <html><body style="width:900px"><h1 style="font-size:40px">WIN NOW!!!</h1><p>Dear {{ contact.frist_name }}, act now, 100% free, risk free, click here!!!</p>
        <p><a href="http://shop.lighthouse.example/a">Shop</a> <a href="https://bit.ly/3xyz">Offer</a> <a href="https://192.0.2.7/x">Here</a> <a href="https://casino.example/win">www.mybank.example</a>
        <a href="https://play.games.example/">click here</a> <a href="javascript:alert(1)">Run</a> <a href="https://xn--pypal-4ve.example/">PayPal</a></p>
        <p style="color:#fefefe;background:#fff">hidden words hidden words hidden words</p><img src="https://track.other.example/1.gif" width="1" height="1"><img src="https://cdn.pictures.example/big.png">
        <form action="https://casino.example/f"><input name="a"><button>Go</button></form><script>alert(1)</script><iframe src="https://casino.example/i"></iframe>
        <p style="font-size:1px;color:#fff">You get this mail. <a href="{{ unsubscribe_url }}" style="display:none">Unsubscribe</a></p></body></html>
        """;

    private static readonly Finding[] Findings =
    [
        new("link.certificate", Severity.Block, "The certificate of the link \"https://click.lighthouse.example/t/8f3a\" does not hold at https://www.partner.example/autumn/offer: it expired on 3 May 2026.", new Where(Part.Html, "1/1/0", 12, "See the offer"),
        [
            new("address", "https://click.lighthouse.example/t/8f3a"), new("words", "See the offer"),
            new("hop 1", "301 https://click.lighthouse.example/t/8f3a · certificate of Real Root CA R3, valid to 2027-01-19"),
            new("hop 2", "302 http://partner.example/?campaign=autumn-letter-from-the-lighthouse-2026&source=newsletter&medium=mail"),
            new("hop 3", "no answer https://www.partner.example/autumn/offer · certificate of Old Trust Authority G2: it expired on 3 May 2026"),
            new("issuer", "Old Trust Authority G2"), new("names", "partner.example, www.partner.example"), new("valid", "2025-05-03 to 2026-05-03"), new("fault", "it expired on 3 May 2026"), new("seen", "2026-11-22 09:14 UTC"),
        ], "Renew the certificate on that server, or link to another page."),
        new("link.not-https", Severity.Block, "The link \"http://partner.example\" leads to a page without HTTPS.", new Where(Part.Html, "1/1/1", 14), [new("address", "http://partner.example/"), new("hop 1", "200 http://partner.example/"), new("seen", "2026-11-22 09:14 UTC")], "Link to the https address."),
        new("content.profile", Severity.Hold, "The mail leads to 3 domains that are neither the account's nor trusted for it.", new Where(Part.Html, "1/1/0", 12),
        [
            new("domain", "partner.example"), new("domain", "a-rather-long-name-of-a-partner-of-the-lighthouse-bookshop.example"), new("domain", "pictures.example"), new("domains", "3"),
            new("partner.example", "https://www.partner.example/autumn (4 places)"), new("a-rather-long-name-of-a-partner-of-the-lighthouse-bookshop.example", "https://www.a-rather-long-name-of-a-partner-of-the-lighthouse-bookshop.example/ (1 place)"), new("pictures.example", "https://cdn.pictures.example/1.png (2 places)"),
        ], "Link to your own sites."),
        new("volume.three-point-six", Severity.Hold, "38,400 messages went or are reserved in the last seven days. The limit is 3.6 × 10,000 contacts = 36,000.", new Where(Part.Account),
        [
            new("messages in seven days", "38,400"), new("contacts opted in", "10,000"), new("limit", "3.6 × 10,000 = 36,000"), new("left before this mailing", "-2,400"), new("this mailing", "10"), new("with this mailing", "38,410"), new("excess", "2,400"), new("frees", "2026-11-25 07:00 UTC"),
        ], "Wait until earlier messages are older than seven days, or ask your project manager."),
        QueueWorld.New,
        QueueWorld.Link,
        .. Enumerable.Range(1, 12).Select(i => new Finding(i % 2 == 0 ? "attachment.large" : "sender.noreply", Severity.Advise, $"A small remark, number {i}, that does not stop the mailing.", new Where(Part.Html, null, i), [], "Nothing needs mending.")),
    ];

    public Guid Held { get; private set; }

    public Guid Draft { get; private set; }

    protected override async Task SeedAsync()
    {
        var held = await World.HoldAsync("Autumn letter from the lighthouse: the café opens at nine", Findings);
        var draft = new Campaign { AccountId = World.Account.Id, CreatedBy = World.Marketer.Id, CreatedAt = World.Now };
        draft.Edit(new CampaignDraft("RE: FREE MONEY!!! Act now", "", Html, "Click http://casino.example", held.SenderId, held.ListId, null), World.Marketer.Id, World.Now);
        await World.ChangeAsync(db => db.Add(draft));
        (Held, Draft) = (held.Id, draft.Id);
    }
}

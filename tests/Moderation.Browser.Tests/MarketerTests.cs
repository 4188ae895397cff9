using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests;

/// <summary>The marketer's screens in a real browser, on the demo's accounts.</summary>
[Collection(BrowserCollection.Name)]
public sealed class MarketerTests(BrowserFixture browser) : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = Chromium.Executable is null ? null! : await ConsoleApp.ServeAsync(("Demo:Enabled", "true"));

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    [BrowserFact]
    public async Task Every_screen_passes_axe_in_both_themes_keeps_to_its_policy_and_fits_a_phone()
    {
        foreach (var (theme, width) in new[] { (ColorScheme.Light, 1440), (ColorScheme.Dark, 1440), (ColorScheme.Light, 320), (ColorScheme.Dark, 390) })
        {
            await using var context = await browser.Browser.NewContextAsync(new() { ColorScheme = theme, ViewportSize = new() { Width = width, Height = 900 } });
            var page = await SignInAsync(context, "marketer@harbour.example");
            var complaints = new List<string>();
            page.Console += (_, message) => complaints.AddRange(message.Type is "error" or "warning" ? [message.Text] : Array.Empty<string>());
            var campaign = await CampaignAsync(page);
            foreach (var address in new[] { "/campaigns", "/campaigns/new", campaign, campaign + "/edit", campaign + "/check-up", "/contacts", "/senders", "/account/security" })
            {
                await page.GotoAsync(new Uri(_app.Address, address).ToString());
                var found = theme == ColorScheme.Light ? await Axe.RunAsync(page) : await Axe.RunColoursAsync(page);
                Assert.True(found is [], $"{address}, {theme}, {width} px: {string.Join("; ", found)}");
                var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth");
                Assert.True(wide <= 0, $"{address} is {wide} px too wide at {width} px.");
            }

            Assert.Empty(complaints);
        }
    }

    [BrowserFact]
    public async Task Without_script_a_finding_leads_to_its_place_and_a_draft_is_mended_checked_and_submitted()
    {
        await using var context = await browser.Browser.NewContextAsync(new() { JavaScriptEnabled = false });
        var page = await SignInAsync(context, "marketer@harbour.example");
        var campaign = await CampaignAsync(page);
        await page.GotoAsync(new Uri(_app.Address, campaign + "/check-up").ToString());
        // A press while the frame still loads is overtaken by what it loads.
        await page.FrameLocator("iframe[name=mail]").Locator("body").WaitForAsync();
        await page.Locator(".finding", new() { HasText = "link.not-https" }).Locator("a[target=mail]").ClickAsync();
        var target = page.FrameLocator("iframe[name=mail]").Locator(":target");
        await target.WaitForAsync();
        Assert.Equal("solid", await target.EvaluateAsync<string>("e => getComputedStyle(e).outlineStyle"));

        await page.GetByRole(AriaRole.Button, new() { Name = "Put our opt-out link in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        var html = page.GetByLabel("HTML", new() { Exact = true });
        await html.FillAsync((await html.InputValueAsync()).Replace("http://", "https://", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        Assert.Contains("In review", await page.Locator(".badge-state").First.InnerTextAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_draft_saves_itself_and_the_saved_version_is_the_one_that_is_checked()
    {
        await using var context = await browser.Browser.NewContextAsync();
        var page = await SignInAsync(context, "marketer@lighthouse.example");
        var campaign = await CampaignAsync(page);
        await page.GotoAsync(new Uri(_app.Address, campaign + "/edit").ToString());
        await page.GetByLabel("Subject").FillAsync("Winter letter from the lighthouse");
        await page.GetByText("Saved ", new() { Exact = false }).WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("Winter letter from the lighthouse");
    }

    [BrowserFact]
    public async Task A_hostile_mail_runs_nothing_and_asks_nobody()
    {
        await using var context = await browser.Browser.NewContextAsync();
        var page = await SignInAsync(context, "marketer@lighthouse.example");
        var elsewhere = new List<string>();
        // What the policy stops is reported too, as failed by it; it never reaches the network.
        context.RequestFinished += (_, request) => Note(request);
        context.RequestFailed += (_, request) => Note(request);
        void Note(IRequest request) => elsewhere.AddRange(request.Url.Contains("evil.example", StringComparison.Ordinal) && request.Failure != "csp" ? [$"{request.Url}: {request.Failure}"] : Array.Empty<string>());
        var dialogs = 0;
        page.Dialog += async (_, dialog) =>
        {
            dialogs++;
            await dialog.DismissAsync();
        };
        var campaign = await CampaignAsync(page);
        await page.GotoAsync(new Uri(_app.Address, campaign + "/edit").ToString());
        await page.GetByLabel("HTML", new() { Exact = true }).FillAsync("""
            <style>@import url(https://evil.example/a.css); body { background: url(https://evil.example/b.png) }</style>
            <base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">
            <script>alert(1)</script><img src="https://evil.example/c.png" onerror="alert(2)"><svg onload="alert(3)"><image href="https://evil.example/d.png"/></svg>
            <iframe src="https://evil.example/e"></iframe><form action="https://evil.example/f"><button>Go</button></form>
            <p>Still here <a href="https://evil.example/g">link</a></p>
            """);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
        var mail = page.FrameLocator("iframe[name=mail]");
        await mail.GetByText("Still here").WaitForAsync();
        await mail.GetByText("link").ClickAsync();
        await mail.GetByText("Go").ClickAsync();
        await page.WaitForTimeoutAsync(500);
        Assert.Equal(0, dialogs);
        Assert.Empty(elsewhere);
    }

    private async Task<IPage> SignInAsync(IBrowserContext context, string email)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(_app.Address.ToString());
        await page.GetByLabel("E-mail address").FillAsync(email);
        await page.GetByLabel("Password").FillAsync("Moderate-2026!");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForURLAsync("**/campaigns");
        return page;
    }

    private static async Task<string> CampaignAsync(IPage page) =>
        (await page.Locator("table.data tbody th a").First.GetAttributeAsync("href"))!;
}

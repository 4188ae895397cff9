using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Moderation.Accounts;
using Moderation.Browser.Tests.Browser;
using Moderation.Campaigns;
using Moderation.Delivery;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests;

/// <summary>
/// A real newsletter goes from the marketer's browser over the project manager's keyboard to a mail server that is not ours,
/// where an independent verifier checks each signature.
/// </summary>
[Collection(BrowserCollection.Name)]
public sealed partial class WholePathTests(BrowserFixture fixture) : IAsyncLifetime
{
    private const int Recipients = 1000;
    private static readonly string[] OneClick = ["list-unsubscribe", "list-unsubscribe-post"];

    private SmtpSink _sink = null!;
    private ConsoleApp _app = null!;
    private Account _account = null!;
    private SendingDomain _domain = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists(SmtpSink.Path) || Chromium.Executable is null)
        {
            return;
        }

        _sink = await SmtpSink.StartAsync();
        _app = await ConsoleApp.ServeAsync(
            ("Roles", "Console,Relay,Jobs"),
            ("Relay:Route:Host", "127.0.0.1"),
            ("Relay:Route:Port", $"{_sink.Port}"),
            ("Relay:Route:Tls", "none"),
            ("Relay:Sweep", "00:00:01"));
        _account = await _app.AddAccountAsync("Lighthouse Books");
        _domain = await _app.AsAccountAsync(_account.Id, AddSenderAsync);
    }

    public async Task DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
            _sink.Dispose();
        }
    }

    [WholePathFact]
    public async Task A_newsletter_is_uploaded_held_approved_by_keyboard_and_reaches_a_thousand_people_signed_and_with_an_opt_out_that_works()
    {
        var marketer = await SignInAsync(await _app.AddMarketerAsync(_account));
        await ImportAsync(marketer);
        await UploadAndMendAsync(marketer, "Books for long evenings");
        await marketer.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Assertions.Expect(marketer.Locator("main")).ToContainTextAsync("In review");

        var manager = await SignInAsync(await _app.AddUserAsync("pm@console.example", Role.ProjectManager));
        await ApproveByKeyboardAsync(manager, "Books for long evenings");
        Assert.Empty(_sink.Messages());
        _app.Clock.Advance(Campaign.UndoWindow);
        await CanaryAsync(marketer);

        var mails = await ReceivedAsync(Recipients);
        Assert.Equal(Recipients, mails.Select(mail => mail.Recipient).Distinct().Count());
        Assert.Equal(Recipients, mails.Select(mail => mail.Header("Message-ID")).Distinct().Count());
        Assert.All(mails, mail => Assert.Subset(SignedHeaders(mail), OneClick.ToHashSet()));
        Assert.All(mails, mail => Assert.Equal("List-Unsubscribe=One-Click", mail.Header("List-Unsubscribe-Post")));
        var (verified, output) = Dkimpy.VerifyAll(mails, _domain.DnsRecord);
        Assert.True(verified == Recipients, output);

        await marketer.ReloadAsync();
        await Assertions.Expect(marketer.Locator("main")).ToContainTextAsync("1,000", new() { Timeout = 20_000 });

        await OptOutAsync(mails[0]);
        await SendSecondAsync(marketer, manager);
        var all = await ReceivedAsync(Recipients + Recipients - 1);
        Assert.Single(all, mail => mail.Recipient == mails[0].Recipient);
    }

    private async Task<SendingDomain> AddSenderAsync(IServiceProvider services)
    {
        var db = services.GetRequiredService<ModerationDb>();
        var domain = services.GetRequiredService<SendingKeys>().Create(_account.Id, DomainName.Parse("news.lighthouse.example"), _app.Clock.GetUtcNow());
        db.SendingDomains.Add(domain);
        db.Senders.Add(new Sender { AccountId = _account.Id, Name = "Lighthouse Books", Email = EmailAddress.Parse("hello@news.lighthouse.example"), SendingDomainId = domain.Id, CreatedAt = _app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        return domain;
    }

    private async Task<IPage> SignInAsync(AppUser user)
    {
        var context = await fixture.Browser.NewContextAsync(new() { BaseURL = _app.Address.ToString(), ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync("/");
        await page.GetByLabel("E-mail address").FillAsync(user.Email!);
        await page.GetByLabel("Password").FillAsync(ConsoleApp.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation).First.WaitForAsync();
        return page;
    }

    private static async Task ImportAsync(IPage page)
    {
        await page.GotoAsync("/contacts");
        await page.GetByLabel("Name").FillAsync("Readers");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the list" }).ClickAsync();
        await page.GotoAsync("/contacts");
        await page.GetByRole(AriaRole.Link, new() { Name = "Import into Readers" }).ClickAsync();
        var rows = Enumerable.Range(1, Recipients).Select(i => $"reader{i}@recipients.example,Reader {i},2026-02-01");
        await page.GetByLabel("CSV file").SetInputFilesAsync(new FilePayload
        {
            Name = "readers.csv",
            MimeType = "text/csv",
            Buffer = System.Text.Encoding.UTF8.GetBytes("email,first name,opted in at\n" + string.Join('\n', rows)),
        });
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.GetByLabel("Where do these contacts come from?").FillAsync("Sign-up form of our shop");
        await page.GetByLabel("These people gave their addresses to us").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import", Exact = true }).ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("1,000");
    }

    private static async Task UploadAndMendAsync(IPage page, string subject)
    {
        await page.GotoAsync("/campaigns/new");
        await page.GetByLabel("File").SetInputFilesAsync(Path.Combine(Repository.Corpora!, "sendwithus-templates", "goldstar", "update.html"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Upload" }).ClickAsync();
        await page.GetByLabel("Subject").FillAsync(subject);
        await page.GetByLabel("Sender").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByLabel("Audience").SelectOptionAsync(new SelectOptionValue { Index = 1 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();

        // As designed by somebody else it has no opt-out of ours and a link without HTTPS.
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("opt-out");
        await page.GetByRole(AriaRole.Button, new() { Name = "Put our opt-out link in" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).First.ClickAsync();
        var html = page.GetByLabel("HTML");
        await html.FillAsync((await html.InputValueAsync()).Replace("http://", "https://", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Save and check" }).ClickAsync();
    }

    private static async Task ApproveByKeyboardAsync(IPage page, string subject)
    {
        await page.GotoAsync("/queue");
        await page.GetByRole(AriaRole.Link, new() { Name = subject }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-review]").WaitForAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync("New account");
        // Keys are ignored for a moment after a new item.
        await page.WaitForTimeoutAsync(600);
        await page.Keyboard.PressAsync("a");
        // The template links to sites that are not this account's: one key more, because the content itself is in question.
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync("Approve chosen.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Assertions.Expect(page.Locator("#said")).ToContainTextAsync($"You approved “{subject}”.");
    }

    private async Task<IReadOnlyList<SunkMail>> ReceivedAsync(int count)
    {
        for (var tries = 0; tries < 300; tries++)
        {
            if (Directory.GetFiles(_sink.Folder).Length >= count && await AllSentAsync())
            {
                break;
            }

            await Task.Delay(200);
        }

        var mails = _sink.Messages();
        Assert.Equal(count, mails.Count);
        return mails;
    }

    // The base was never mailed: 500 of it go first, and the others an hour later.
    private async Task CanaryAsync(IPage marketer)
    {
        for (var tries = 0; tries < 300 && !await _app.AsEngineAsync(db => db.CampaignProgress.AnyAsync(p => p.Accepted == SendingLimits.Canary)); tries++)
        {
            await Task.Delay(200);
        }

        await marketer.ReloadAsync();
        await Assertions.Expect(marketer.Locator("main")).ToContainTextAsync("500 go first; the others follow an hour after them");
        Assert.Equal(SendingLimits.Canary, _sink.Messages().Count);
        await WatchAsync();
        await _app.AsEngineAsync(db => db.CampaignProgress.ExecuteUpdateAsync(set => set.SetProperty(p => p.CanaryTriedAt, p => p.CanaryTriedAt - SendingLimits.CanaryWait)));
        await WatchAsync();
    }

    private async Task WatchAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SendingWatch>().RunAsync(CancellationToken.None);
    }

    private Task<bool> AllSentAsync() => _app.AsEngineAsync(db => db.Campaigns.AllAsync(campaign => campaign.State == CampaignState.Sent));

    private async Task OptOutAsync(SunkMail mail)
    {
        var address = OptOutAddress().Match(mail.Header("List-Unsubscribe")).Groups["path"].Value;
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = _app.Address };
        using (var page = await client.GetAsync(new Uri(address, UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        }

        Assert.Equal(0, await _app.AsEngineAsync(db => db.Suppressions.CountAsync()));
        using var body = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var answer = await client.PostAsync(new Uri(address, UriKind.Relative), body);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // Committed with the answer, carried out at once after.
        for (var tries = 0; tries < 100 && !await _app.AsEngineAsync(db => db.Suppressions.AnyAsync()); tries++)
        {
            await Task.Delay(100);
        }

        Assert.Equal(1, await _app.AsEngineAsync(db => db.Suppressions.CountAsync()));
    }

    private async Task SendSecondAsync(IPage marketer, IPage manager)
    {
        await UploadAndMendAsync(marketer, "More books");
        await marketer.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Assertions.Expect(marketer.Locator("main")).ToContainTextAsync("999");
        await ApproveByKeyboardAsync(manager, "More books");
        _app.Clock.Advance(Campaign.UndoWindow);
    }

    private static HashSet<string> SignedHeaders(SunkMail mail) =>
        [.. SignedList().Match(mail.Header("DKIM-Signature")).Groups["list"].Value.Split(':').Select(name => name.Trim().ToLowerInvariant())];

    [GeneratedRegex(@"\bh=(?<list>[^;]+);", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SignedList();

    [GeneratedRegex("<https?://[^/]+(?<path>/u/[^>]+)>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OptOutAddress();
}

using Microsoft.Playwright;
using Moderation.Browser.Tests.Browser;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests.Pages;

/// <summary>A signed-in person at a browser; what the page's policy refused is kept in <see cref="Violations"/>.</summary>
internal sealed class StaffBrowser(IPage page, ConsoleApp app) : IAsyncDisposable
{
    // Two frames on, when nothing moves any more.
    private const string Painted = "() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r))).then(() => Promise.allSettled(document.getAnimations().map(a => a.finished)))";

    private static readonly (int Width, int Height, ColorScheme Scheme)[] Screens =
    [
        (1440, 900, ColorScheme.Light),
        (1440, 900, ColorScheme.Dark),
        (390, 844, ColorScheme.Dark),
        (390, 844, ColorScheme.Light),
    ];

    public IPage Page { get; } = page;

    public List<string> Violations { get; } = [];

    /// <summary>Nobody is signed in yet.</summary>
    public static async Task<StaffBrowser> NewAsync(IBrowser browser, ConsoleApp app, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        var visitor = new StaffBrowser(await context.NewPageAsync(), app);
        visitor.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                visitor.Violations.Add(message.Text);
            }
        };
        return visitor;
    }

    public static async Task<StaffBrowser> SignInAsync(IBrowser browser, ConsoleApp app, AppUser user, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var signedIn = await NewAsync(browser, app, width, height, scheme);
        await signedIn.GivePasswordAsync(user);
        return signedIn;
    }

    public async Task GivePasswordAsync(AppUser user)
    {
        await OpenAsync("/account/signin");
        await Page.FillAsync("input[name=Email]", user.Email!);
        await Page.FillAsync("input[type=password]", ConsoleApp.Password);
        await Page.PressAsync("input[type=password]", "Enter");
        await Page.WaitForURLAsync(url => !url.Contains("signin", StringComparison.Ordinal));
    }

    /// <summary>Axe finds nothing, nothing scrolls sideways; the picture is kept under the name.</summary>
    public async Task CheckAsync(string name)
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await InspectAsync(name, isColoursAlone: false);
    }

    /// <summary>Each page, as <see cref="LookAsync(string)"/> looks at it.</summary>
    public async Task LookAsync(params (string Name, string Address)[] pages)
    {
        foreach (var (name, address) in pages)
        {
            await OpenAsync(address);
            await OnEachScreenAsync(name);
        }
    }

    /// <summary>The page as it stands, on each screen and in each theme.</summary>
    public async Task LookAsync(string name)
    {
        await Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        await OnEachScreenAsync(name);
    }

    private async Task OnEachScreenAsync(string name)
    {
        var widths = new HashSet<int>();
        foreach (var (width, height, scheme) in Screens)
        {
            await Page.SetViewportSizeAsync(width, height);
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
            // Colours that are still changing are neither theme's.
            await Page.EvaluateAsync(Painted);
            await InspectAsync($"{name}-{width}-{scheme}".ToLowerInvariant(), isColoursAlone: !widths.Add(width));
        }
    }

    private async Task InspectAsync(string name, bool isColoursAlone)
    {
        await ShootAsync(name);
        var found = isColoursAlone ? await Axe.RunColoursAsync(Page) : await Axe.RunAsync(Page);
        Assert.True(found is [], $"{name}: " + string.Join("; ", found));
        Assert.True(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} scrolls sideways.");
    }

    public Task<IResponse?> OpenAsync(string address) => Page.GotoAsync(new Uri(app.Address, address).ToString());

    /// <summary>Keys are ignored for a moment after a new item.</summary>
    public Task SettleAsync() => Page.WaitForTimeoutAsync(450);

    /// <summary>Kept only where somebody wants to look at it: SCREENSHOTS names the folder.</summary>
    public async Task ShootAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + ".png") });
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, name + "-full.png"), FullPage = true });
        }
    }

    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}

/// <summary>As <see cref="BrowserFactAttribute"/>, with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Chromium.Executable is null ? BrowserFactAttribute.NoBrowser : null;
}

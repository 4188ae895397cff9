using Microsoft.Playwright;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests.Pages;

/// <summary>A signed-in person at a browser; what the page's policy refused is kept in <see cref="Violations"/>.</summary>
internal sealed class StaffBrowser(IPage page, ConsoleApp app) : IAsyncDisposable
{
    public IPage Page { get; } = page;

    public List<string> Violations { get; } = [];

    public static async Task<StaffBrowser> SignInAsync(IBrowser browser, ConsoleApp app, AppUser user, int width = 1440, int height = 900, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = scheme });
        var signedIn = new StaffBrowser(await context.NewPageAsync(), app);
        signedIn.Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                signedIn.Violations.Add(message.Text);
            }
        };
        await signedIn.OpenAsync("/account/signin");
        await signedIn.Page.FillAsync("input[type=email], input[name=Email]", user.Email!);
        await signedIn.Page.FillAsync("input[type=password]", ConsoleApp.Password);
        await signedIn.Page.PressAsync("input[type=password]", "Enter");
        await signedIn.Page.WaitForURLAsync(url => !url.Contains("signin", StringComparison.Ordinal));
        return signedIn;
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

/// <summary>As <see cref="Browser.BrowserFactAttribute"/>, with cases.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute() => Skip = Browser.Chromium.Executable is null ? Browser.BrowserFactAttribute.NoBrowser : null;
}

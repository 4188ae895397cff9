using Microsoft.Playwright;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Browser.Tests.Browser;

/// <summary>The browser of this machine: a system Chromium (its headless shell first), Chrome or Edge, else the one that Playwright keeps.</summary>
public static class Chromium
{
    // Without these it looks up its maker's hosts at every start.
    private static readonly string[] Quiet =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    // The first has no window around its pages, which the others draw in vain.
    private static readonly string[] Places =
    [
        "/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/microsoft-edge",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        @"C:\Program Files\Google\Chrome\Application\chrome.exe",
        @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    ];

    public static string? Executable { get; } = Array.Find([Environment.GetEnvironmentVariable("CHROMIUM") ?? "", .. Places], File.Exists);

    public static Task<IBrowser> LaunchAsync(IPlaywright playwright) =>
        playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = Quiet });
}

/// <summary>A test in a real browser; skipped, and says so, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public const string NoBrowser = "There is no Chromium, Chrome or Edge here: install the package chromium-headless-shell, or name one in CHROMIUM.";

    public BrowserFactAttribute() => Skip = Chromium.Executable is null ? NoBrowser : null;
}

/// <summary>A browser test that also needs real newsletters, Postfix's smtp-sink and dkimpy.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class WholePathFactAttribute : FactAttribute
{
    public WholePathFactAttribute() => Skip =
        Chromium.Executable is null ? BrowserFactAttribute.NoBrowser
        : Repository.Corpora is null ? "The real newsletters are not here: put them into ../shared/corpora, or name the folder in CORPORA."
        : !File.Exists(SmtpSink.Path) ? $"{SmtpSink.Path} is not there: install the package postfix."
        : !Dkimpy.IsPresent ? "dkimpy is not there: install the package python3-dkim."
        : null;
}

using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Security;

public sealed partial class SecurityHeadersTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task Every_script_of_a_page_carries_the_nonce_that_its_policy_names_and_no_other_response_has()
    {
        var (policy, page) = await OpenAsync();
        var nonce = Nonce().Match(policy).Groups["nonce"].Value;
        var scripts = Script().Matches(page).Select(match => match.Value).ToList();
        Assert.NotEmpty(scripts);
        Assert.All(scripts, script => Assert.Contains($"nonce=\"{nonce}\"", script, StringComparison.Ordinal));
        Assert.NotEqual(policy, (await OpenAsync()).Policy);
    }

    [Fact]
    public async Task The_policy_lets_nothing_in_from_elsewhere()
    {
        var (policy, _) = await OpenAsync();
        Assert.StartsWith("default-src 'none'; script-src 'nonce-", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookie_keys_lie_sealed_in_the_database_and_serve_the_next_process()
    {
        await OpenAsync();
        var keys = await _app.BehindTheWallsAsync("select string_agg(xml, '') from identity.cookie_keys");
        Assert.Contains("CookieKeySeal", keys, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", keys, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_breaks_keeps_the_policy_and_its_nonce()
    {
        await using var broken = await ConsoleApp.StartWithAsync(
            services => services.AddSingleton<IPasswordHasher<AppUser>, NoHasher>(),
            ("environment", "Production"),
            ("Keys:Master", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))),
            ("Public:BaseUrl", "http://localhost"),
            ("Relay:BounceDomain", "bounces.provider.example"));
        using var answer = await broken.Visit().SubmitAsync("/account/signin", [("Email", "ada@provider.example"), ("Password", "x")]);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        var page = await answer.Content.ReadAsStringAsync();
        Assert.Contains("Something broke on our side", page, StringComparison.Ordinal);
        Assert.All(Script().Matches(page), script => Assert.Contains($"nonce=\"{Nonce().Match(policy).Groups["nonce"].Value}\"", script.Value, StringComparison.Ordinal));
    }

    private async Task<(string Policy, string Page)> OpenAsync()
    {
        using var answer = await _app.Visit().GetAsync("/account/signin");
        return (Assert.Single(answer.Headers.GetValues("Content-Security-Policy")), await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("'nonce-(?<nonce>[^']+)'", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Script();

    private sealed class NoHasher : IPasswordHasher<AppUser>
    {
        public string HashPassword(AppUser user, string password) => throw new InvalidOperationException("Broken on purpose.");

        public PasswordVerificationResult VerifyHashedPassword(AppUser user, string hashedPassword, string providedPassword) => throw new InvalidOperationException("Broken on purpose.");
    }
}

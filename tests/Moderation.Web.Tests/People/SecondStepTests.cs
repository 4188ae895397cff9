using System.Net;
using System.Text.RegularExpressions;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.People;

public sealed partial class SecondStepTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task Once_set_up_the_password_alone_does_not_sign_in_and_each_recovery_code_works_once()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var visitor = await _app.SignInAsync(user);
        var page = await visitor.ReadAsync("/account/authenticator");
        Assert.Contains("data:image/png;base64,", page, StringComparison.Ordinal);
        var key = Key().Match(page).Groups["key"].Value;

        using (var wrong = await visitor.SubmitAsync("/account/authenticator", [("Code", "000000")]))
        {
            Assert.Contains("That code is not right", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using var on = await visitor.SubmitAsync("/account/authenticator", [("Code", Totp.Code(key, _app.Clock.GetUtcNow()))]);
        var codes = RecoveryCodes().Matches(await on.Content.ReadAsStringAsync()).Select(match => match.Groups["code"].Value).ToList();
        Assert.Equal(10, codes.Count);

        var other = _app.Visit();
        await PasswordAsync(other, user.Email!);
        using (var locked = await other.GetAsync("/account/security"))
        {
            Assert.Equal(HttpStatusCode.Redirect, locked.StatusCode);
        }

        // The code that turned it on was used.
        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        var code = Totp.Code(key, _app.Clock.GetUtcNow());
        using (var signedIn = await other.SubmitAsync("/account/code?return=%2Faccount%2Fsecurity", [("Code", code[..3] + " " + code[3..]), ("Return", "/account/security")]))
        {
            Assert.Equal("/account/security", signedIn.Headers.Location!.OriginalString);
        }

        await other.ReadAsync("/account/security");
        Assert.Equal(HttpStatusCode.Redirect, await RecoverAsync(user.Email!, codes[0]));
        Assert.Equal(HttpStatusCode.OK, await RecoverAsync(user.Email!, codes[0]));
    }

    [Fact]
    public async Task A_code_works_once()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var visitor = await _app.SignInAsync(user);
        var key = Key().Match(await visitor.ReadAsync("/account/authenticator")).Groups["key"].Value;
        var first = Totp.Code(key, _app.Clock.GetUtcNow());
        using var on = await visitor.SubmitAsync("/account/authenticator", [("Code", first)]);
        Assert.Equal(HttpStatusCode.OK, await GiveCodeAsync(user.Email!, first));

        _app.Clock.Advance(TimeSpan.FromSeconds(30));
        var next = Totp.Code(key, _app.Clock.GetUtcNow());
        Assert.Equal(HttpStatusCode.Redirect, await GiveCodeAsync(user.Email!, next));
        Assert.Equal(HttpStatusCode.OK, await GiveCodeAsync(user.Email!, next));
        // The one before it is within the drift that clocks are allowed, and was passed over.
        Assert.Equal(HttpStatusCode.OK, await GiveCodeAsync(user.Email!, first));
    }

    [Fact]
    public async Task A_code_of_two_steps_ago_is_too_old()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var visitor = await _app.SignInAsync(user);
        var key = Key().Match(await visitor.ReadAsync("/account/authenticator")).Groups["key"].Value;
        using var late = await visitor.SubmitAsync("/account/authenticator", [("Code", Totp.Code(key, _app.Clock.GetUtcNow().AddSeconds(-61)))]);
        Assert.Contains("That code is not right", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var near = await visitor.SubmitAsync("/account/authenticator", [("Code", Totp.Code(key, _app.Clock.GetUtcNow().AddSeconds(25)))]);
        Assert.Contains("recovery-codes", await near.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> GiveCodeAsync(string email, string code)
    {
        var visitor = _app.Visit();
        await PasswordAsync(visitor, email);
        using var answer = await visitor.SubmitAsync("/account/code", [("Code", code)]);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> RecoverAsync(string email, string code)
    {
        var visitor = _app.Visit();
        await PasswordAsync(visitor, email);
        using var answer = await visitor.SubmitAsync("/account/recovery", [("Code", code)]);
        return answer.StatusCode;
    }

    private static async Task PasswordAsync(Visitor visitor, string email)
    {
        using var answer = await visitor.SubmitAsync("/account/signin", [("Email", email), ("Password", ConsoleApp.Password)]);
        Assert.StartsWith("/account/code", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
    }

    [GeneratedRegex("<code id=\"key\">(?<key>[A-Z2-7]+)</code>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Key();

    [GeneratedRegex("<li>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex RecoveryCodes();
}

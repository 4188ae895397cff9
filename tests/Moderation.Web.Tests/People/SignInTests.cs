using System.Net;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.People;

public sealed class SignInTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartAsync();

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/account/security")]
    [InlineData("/no-such-page")]
    public async Task Whoever_is_not_signed_in_is_sent_to_sign_in(string address)
    {
        using var answer = await _app.Visit().GetAsync(address);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal("/account/signin", answer.Headers.Location!.AbsolutePath);
    }

    [Fact]
    public async Task The_right_password_opens_the_console_and_signing_out_closes_it()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var visitor = await _app.SignInAsync(user);
        Assert.Contains("Second step", await visitor.ReadAsync("/account/security"), StringComparison.Ordinal);
        using (await visitor.SubmitAsync("/account/signout", []))
        {
        }

        using var after = await visitor.GetAsync("/account/security");
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_get_the_same_answer()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var wrong = await TryAsync(user.Email!, "not the password");
        var unknown = await TryAsync("nobody@console.example", "not the password");
        Assert.Contains("do not belong together", wrong, StringComparison.Ordinal);
        Assert.Contains("do not belong together", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_even_for_the_right_one()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        for (var i = 0; i < 5; i++)
        {
            await TryAsync(user.Email!, "not the password");
        }

        Assert.Contains("Wait 15 minutes", await TryAsync(user.Email!, ConsoleApp.Password), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_return_address_on_another_site_is_ignored()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        using var answer = await _app.Visit().SubmitAsync("/account/signin", [("Email", user.Email!), ("Password", ConsoleApp.Password), ("Return", "https://evil.example/")]);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var answer = await _app.Visit().PostAsync("/account/signin", [("Email", "a@b.example"), ("Password", "x")]);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Opening_the_sign_out_address_signs_nobody_out()
    {
        var visitor = await _app.SignInAsync(await _app.AddUserAsync("pm@console.example", Role.ProjectManager));
        await visitor.ReadAsync("/account/signout");
        await visitor.ReadAsync("/account/security");
    }

    private async Task<string> TryAsync(string email, string password)
    {
        using var answer = await _app.Visit().SubmitAsync("/account/signin", [("Email", email), ("Password", password)]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.People;

public sealed partial class PasswordResetTests : IAsyncLifetime
{
    private readonly Postbox _mail = new();
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartWithAsync(services => services.AddSingleton<IMailer>(_mail));

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task The_link_of_the_mail_sets_a_new_password_once_and_ends_a_lockout()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        for (var i = 0; i < 5; i++)
        {
            await SignInAsync(user.Email!, "not the password");
        }

        Assert.Contains("locked for 15 minutes", (await _mail.NextAsync()).Subject, StringComparison.Ordinal);
        await AskAsync(user.Email!);
        var letter = await _mail.NextAsync();
        Assert.Equal(user.Email, letter.To.ToString());
        var link = Link().Match(letter.Text).Value;
        Assert.StartsWith("http://localhost:5080/account/reset?", link, StringComparison.Ordinal);

        var path = new Uri(link).PathAndQuery;
        Assert.Contains("at least 12 characters", await ResetAsync(path, "short"), StringComparison.OrdinalIgnoreCase);
        Assert.Null(await ResetAsync(path, "four words for harbour"));
        Assert.Contains("used already", await ResetAsync(path, "four words for lighthouse"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(user.Email!, ConsoleApp.Password));
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(user.Email!, "four words for harbour"));
    }

    [Fact]
    public async Task An_unknown_address_gets_no_mail_and_the_same_answer()
    {
        await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var unknown = await AskAsync("nobody@console.example");
        var known = await AskAsync("pm@console.example");
        Assert.Equal("pm@console.example", (await _mail.NextAsync()).To.ToString());
        Assert.True(_mail.IsEmpty);
        Assert.Contains("a mail with a link is on its way", known, StringComparison.Ordinal);
        Assert.Contains("a mail with a link is on its way", unknown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_answers_while_the_mail_server_does_not()
    {
        await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        var held = new TaskCompletionSource();
        _mail.Holds = held.Task;
        Assert.Contains("a mail with a link is on its way", await AskAsync("pm@console.example"), StringComparison.Ordinal);
        Assert.True(_mail.IsEmpty);
        held.SetResult();
        await _mail.NextAsync();
    }

    [Fact]
    public async Task One_address_gets_one_link_in_five_minutes()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        Assert.Equal(LinkMailOutcome.Sent, await SendAsync(user));
        Assert.Equal(LinkMailOutcome.TooSoon, await SendAsync(user));
        _app.Clock.Advance(PasswordReset.Pause);
        Assert.Equal(LinkMailOutcome.Sent, await SendAsync(user));
    }

    [Fact]
    public async Task A_mail_that_did_not_leave_does_not_make_the_next_one_wait()
    {
        var user = await _app.AddUserAsync("pm@console.example", Role.ProjectManager);
        _mail.Holds = Task.FromException(new MailNotSentException("No route."));
        Assert.Equal(LinkMailOutcome.NotSent, await SendAsync(user));
        _mail.Holds = Task.CompletedTask;
        Assert.Equal(LinkMailOutcome.Sent, await SendAsync(user));
    }

    private async Task<LinkMailOutcome> SendAsync(AppUser user)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var found = await scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>().FindByIdAsync(user.Id.ToString());
        return (await scope.ServiceProvider.GetRequiredService<PasswordReset>().SendAsync(found!, CancellationToken.None)).Outcome;
    }

    private async Task<string> AskAsync(string email)
    {
        using var answer = await _app.Visit().SubmitAsync("/account/forgot", [("Email", email)]);
        return await answer.Content.ReadAsStringAsync();
    }

    private async Task<string?> ResetAsync(string path, string password)
    {
        var visitor = _app.Visit();
        var query = path[(path.IndexOf('?', StringComparison.Ordinal) + 1)..].Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        using var answer = await visitor.SubmitAsync(path, [("user", query["user"]), ("Code", query["code"]), ("Password", password)]);
        return answer.StatusCode == HttpStatusCode.Redirect ? null : await answer.Content.ReadAsStringAsync();
    }

    private async Task<HttpStatusCode> SignInAsync(string email, string password)
    {
        using var answer = await _app.Visit().SubmitAsync("/account/signin", [("Email", email), ("Password", password)]);
        return answer.StatusCode;
    }

    [GeneratedRegex(@"http\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Link();
}

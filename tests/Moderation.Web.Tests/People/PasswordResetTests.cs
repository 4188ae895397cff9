using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
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

        await AskAsync(user.Email!);
        var (to, text) = Assert.Single(_mail.Sent);
        Assert.Equal(user.Email, to.ToString());
        var link = Link().Match(text).Value;
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
        var known = await AskAsync("pm@console.example");
        var unknown = await AskAsync("nobody@console.example");
        Assert.Single(_mail.Sent);
        Assert.Contains("a mail with a link is on its way", known, StringComparison.Ordinal);
        Assert.Contains("a mail with a link is on its way", unknown, StringComparison.Ordinal);
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

    private sealed class Postbox : IMailer
    {
        public List<(EmailAddress To, string Text)> Sent { get; } = [];

        public Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct)
        {
            Sent.Add((to, text));
            return Task.CompletedTask;
        }
    }
}

using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.People;

public sealed partial class PeopleTests : IAsyncLifetime
{
    private readonly Postbox _mail = new();
    private ConsoleApp _app = null!;
    private AppUser _root = null!;
    private Visitor _admin = null!;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartWithAsync(services => services.AddSingleton<IMailer>(_mail));
        _root = await _app.AddUserAsync("root@provider.example", Role.Admin);
        _admin = await _app.SignInAsync(_root);
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task An_invited_marketer_chooses_a_password_once_and_signs_in_to_the_account()
    {
        await _app.AddAccountAsync("Lighthouse");
        using var invited = await InviteAsync("mara@lighthouse.example", Role.Marketer, "lighthouse");
        Assert.Equal(HttpStatusCode.Redirect, invited.StatusCode);
        var letter = await _mail.NextAsync();
        Assert.Equal("Your sign-in at the moderation console", letter.Subject);
        Assert.Contains("within 3 days", letter.Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.OK, await SignInAsync("mara@lighthouse.example", "four words for harbour"));
        Assert.Equal(HttpStatusCode.Redirect, await ChooseAsync(letter.Text, "four words for harbour"));
        Assert.Equal(HttpStatusCode.OK, await ChooseAsync(letter.Text, "four words for lighthouse"));
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync("mara@lighthouse.example", "four words for harbour"));
        var mara = await PersonAsync("mara@lighthouse.example");
        Assert.NotNull(mara.AccountId);
        Assert.Equal([("person.created", "mara@lighthouse.example, Marketer of lighthouse")], await StepsAsync(mara.Id));
    }

    [Fact]
    public async Task What_is_wrong_with_an_invitation_is_said_and_nobody_is_made()
    {
        await _app.AddAccountAsync("Lighthouse");
        await RefusedAsync("nobody", Role.Admin, "", "is no e-mail address");
        await RefusedAsync("ROOT@provider.example", Role.Admin, "", "is here already");
        await RefusedAsync("a@provider.example", "Owner", "", "Choose a role");
        await RefusedAsync("a@provider.example", Role.Marketer, "", "Write the account that the marketer works for");
        await RefusedAsync("a@provider.example", Role.Marketer, "Nowhere", "There is no account Nowhere");
        await RefusedAsync("a@provider.example", Role.ProjectManager, "Lighthouse", "Staff belong to no account");
        Assert.Equal("1", await _app.BehindTheWallsAsync("select count(*) from identity.users"));
        Assert.True(_mail.IsEmpty);
    }

    [Fact]
    public async Task An_invitation_that_did_not_leave_is_told_and_can_be_sent_again_but_not_twice_in_five_minutes()
    {
        _mail.Holds = Task.FromException(new MailNotSentException("No route is configured."));
        using var invited = await InviteAsync("ada@provider.example", Role.ProjectManager);
        var page = invited.Headers.Location!.OriginalString;
        Assert.Contains("No route is configured.", await _admin.ReadAsync(page), StringComparison.Ordinal);
        _mail.Holds = Task.CompletedTask;
        using var again = await _admin.SubmitAsync(page, [], "Link");
        Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        await _mail.NextAsync();
        using var tooSoon = await _admin.SubmitAsync(page, [], "Link");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, tooSoon.StatusCode);
        Assert.True(_mail.IsEmpty);
    }

    [Fact]
    public async Task The_list_is_searched_by_name_and_account_and_goes_on_after_its_last_row()
    {
        await _app.AddMarketerAsync(await _app.AddAccountAsync("100% Soap"));
        Assert.Contains("marketer@100%-soap.example", WebUtility.HtmlDecode(await _admin.ReadAsync("/people?search=100%25")), StringComparison.Ordinal);
        Assert.DoesNotContain("root@provider.example", await _admin.ReadAsync("/people?search=100%25"), StringComparison.Ordinal);

        await _app.BehindTheWallsAsync(
            """
            insert into identity.users (id, email, user_name, display_name, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            select gen_random_uuid(), 'twin' || i || '@x.example', 'twin' || i, 'A twin', true, false, false, true, 0 from generate_series(1, 120) i
            """);
        var seen = new List<string>();
        var next = "/people?search=twin";
        for (var pages = 1; pages <= 3; pages++)
        {
            var page = WebUtility.HtmlDecode(await _admin.ReadAsync(next));
            seen.AddRange(Twin().Matches(page).Select(match => match.Value));
            next = Next().Match(page).Groups["next"].Value;
        }

        Assert.Equal("", next);
        Assert.Equal((120, 120), (seen.Count, seen.Distinct().Count()));
    }

    [Fact]
    public async Task The_second_step_is_removed_with_a_reason_and_the_person_is_told()
    {
        var ada = await _app.AddUserAsync("ada@provider.example", Role.ProjectManager);
        await _app.BehindTheWallsAsync($"update identity.users set two_factor_enabled = true where id = '{ada.Id}'");
        using var without = await _admin.SubmitAsync($"/people/{ada.Id}", [("Reason", " ")], "RemoveSecondStep");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        using var removed = await _admin.SubmitAsync($"/people/{ada.Id}", [("Reason", "Called back on the number we know")], "RemoveSecondStep");
        Assert.Equal(HttpStatusCode.Redirect, removed.StatusCode);
        Assert.False((await PersonAsync(ada.Email!)).TwoFactorEnabled);
        Assert.Equal("Your second step was removed", (await _mail.NextAsync()).Subject);
        Assert.Equal([("person.second-step-removed", "Called back on the number we know")], await StepsAsync(ada.Id));
    }

    [Theory]
    [InlineData("EndSessions")]
    [InlineData("Deactivate")]
    public async Task Every_session_ends_within_a_minute(string handler)
    {
        var ada = await _app.AddUserAsync("ada@provider.example", Role.ProjectManager);
        var browser = await _app.SignInAsync(ada);
        await browser.ReadAsync("/queue");
        using var done = await _admin.SubmitAsync($"/people/{ada.Id}", [("Reason", "Left the company")], handler);
        Assert.Equal(HttpStatusCode.Redirect, done.StatusCode);
        _app.Clock.Advance(TimeSpan.FromMinutes(2));
        using var answer = await browser.GetAsync("/queue");
        Assert.Contains("/account/signin", answer.Headers.Location?.OriginalString ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_deactivated_neither_signs_in_nor_comes_back_by_a_link_until_reactivated()
    {
        var ada = await _app.AddUserAsync("ada@provider.example", Role.ProjectManager);
        await using (var scope = _app.Services.CreateAsyncScope())
        {
            var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
            await scope.ServiceProvider.GetRequiredService<PasswordReset>().SendAsync((await users.FindByEmailAsync(ada.Email!))!, CancellationToken.None);
        }

        var letter = await _mail.NextAsync();
        using var done = await _admin.SubmitAsync($"/people/{ada.Id}", [("Reason", "Left")], "Deactivate");
        Assert.True((await PersonAsync(ada.Email!)).IsDeactivated);
        Assert.Equal(HttpStatusCode.OK, await ChooseAsync(letter.Text, "four words for harbour"));
        Assert.Equal(HttpStatusCode.OK, await SignInAsync(ada.Email!, ConsoleApp.Password));
        using var link = await _admin.SubmitAsync($"/people/{ada.Id}", [], "Link");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, link.StatusCode);
        Assert.Contains("Deactivated", await _admin.ReadAsync("/people"), StringComparison.Ordinal);

        using var back = await _admin.SubmitAsync($"/people/{ada.Id}", [("Reason", "Came back")], "Reactivate");
        Assert.Equal(HttpStatusCode.Redirect, await SignInAsync(ada.Email!, ConsoleApp.Password));
        Assert.Equal([("person.deactivated", "Left"), ("person.reactivated", "Came back")], await StepsAsync(ada.Id));
    }

    [Fact]
    public async Task Nobody_deactivates_themselves_nor_the_last_admin()
    {
        using var self = await _admin.SubmitAsync($"/people/{_root.Id}", [("Reason", "Enough")], "Deactivate");
        Assert.Contains("Nobody deactivates themselves", await self.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        // Deactivated a moment ago, and the session still lives: two admins cannot take each other out.
        var other = await _app.AddUserAsync("other@provider.example", Role.Admin);
        var late = await _app.SignInAsync(other);
        using var done = await _admin.SubmitAsync($"/people/{other.Id}", [("Reason", "Left")], "Deactivate");
        using var revenge = await late.SubmitAsync($"/people/{_root.Id}", [("Reason", "Revenge")], "Deactivate");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, revenge.StatusCode);
        Assert.Contains("the last admin", await revenge.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.False((await PersonAsync(_root.Email!)).IsDeactivated);
    }

    [Fact]
    public async Task A_project_manager_has_no_people()
    {
        var ada = await _app.SignInAsync(await _app.AddUserAsync("ada@provider.example", Role.ProjectManager));
        foreach (var address in new[] { "/people", "/people/new" })
        {
            using var answer = await ada.GetAsync(address);
            Assert.Contains("/account/denied", answer.Headers.Location!.OriginalString, StringComparison.Ordinal);
        }

        using var person = await ada.GetAsync($"/people/{_root.Id}");
        Assert.Equal(HttpStatusCode.NotFound, person.StatusCode);
        Assert.DoesNotContain("href=\"/people\"", await ada.ReadAsync("/queue"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_without_the_antiforgery_token_is_refused()
    {
        using var answer = await _admin.PostAsync($"/people/{_root.Id}?handler=EndSessions", []);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private Task<HttpResponseMessage> InviteAsync(string email, string role, string account = "") =>
        _admin.SubmitAsync("/people/new", [("Input.Email", email), ("Input.Name", "Ada"), ("Input.Role", role), ("Input.Account", account)]);

    private async Task RefusedAsync(string email, string role, string account, string says)
    {
        using var answer = await InviteAsync(email, role, account);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains(says, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    private async Task<HttpStatusCode> ChooseAsync(string letter, string password)
    {
        var link = new Uri(Link().Match(letter).Value).PathAndQuery;
        var code = link[(link.IndexOf("code=", StringComparison.Ordinal) + 5)..];
        var user = link[(link.IndexOf("user=", StringComparison.Ordinal) + 5)..link.IndexOf('&', StringComparison.Ordinal)];
        using var answer = await _app.Visit().SubmitAsync(link, [("user", user), ("Code", code), ("Password", password)]);
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> SignInAsync(string email, string password)
    {
        using var answer = await _app.Visit().SubmitAsync("/account/signin", [("Email", email), ("Password", password)]);
        return answer.StatusCode;
    }

    private async Task<AppUser> PersonAsync(string email)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ModerationDb>().Users.AsNoTracking().SingleAsync(user => user.Email == email);
    }

    private async Task<List<(string Action, string Detail)>> StepsAsync(Guid person) => [.. (await _app.AsEngineAsync(db =>
        db.PlatformEntries.Where(e => e.PersonId == person).OrderBy(e => e.Position).ToListAsync())).Select(e =>
        {
            Assert.True(e.IsIntact());
            return (e.Action, e.Detail);
        })];

    [GeneratedRegex(@"http\S+/account/reset\S+", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex("twin[0-9]+@x.example", RegexOptions.NonBacktracking)]
    private static partial Regex Twin();

    [GeneratedRegex("href=\"(?<next>/people\\?[^\"]*after=[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Next();
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Reputation;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Jobs;

namespace Moderation.Web.Tests.Pages.Accounts;

public sealed class AccountsTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;
    private Account _account = null!;
    private Visitor _ada = null!;

    private string Address => $"/accounts/{_account.Id}";

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _account = await _app.AddAccountAsync("Lighthouse");
        _ada = await _app.SignInAsync(await _app.AddUserAsync("ada@provider.example", Role.ProjectManager));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task The_list_shows_how_each_account_stands_and_can_be_searched()
    {
        await _app.AddAccountAsync("100% Soap");
        var page = await _ada.ReadAsync("/accounts");
        Assert.Contains("Lighthouse", page, StringComparison.Ordinal);
        Assert.Contains("On probation", page, StringComparison.Ordinal);
        var found = await _ada.ReadAsync("/accounts?search=100%25");
        Assert.Contains("100% Soap", found, StringComparison.Ordinal);
        Assert.DoesNotContain("Lighthouse", found, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_probation_is_not_lifted_before_three_correct_mass_mailings()
    {
        await SentAsync(2);
        using var answer = await _ada.SubmitAsync(Address, [("Reason", "They seem nice")], "Lift");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("so far there are 2", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Null((await AccountAsync()).ProbationLiftedAt);
    }

    [Fact]
    public async Task After_three_a_person_lifts_it_with_a_reason_and_the_log_keeps_it()
    {
        await SentAsync(3);
        using var without = await _ada.SubmitAsync(Address, [("Reason", " ")], "Lift");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);

        using var lifted = await _ada.SubmitAsync(Address, [("Reason", "Three good mailings")], "Lift");
        Assert.Equal(HttpStatusCode.Redirect, lifted.StatusCode);
        Assert.Equal("ada", (await AccountAsync()).ProbationLiftedBy);
        Assert.Equal([("account.probation-lifted", "Three good mailings")], await StepsAsync());
    }

    [Fact]
    public async Task An_account_is_placed_under_moderation_and_released_with_reasons()
    {
        using var placed = await _ada.SubmitAsync(Address, [("Reason", "Complaints by phone")], "Moderate");
        Assert.Contains("Complaints by phone", (await AccountAsync()).ModeratedWhy, StringComparison.Ordinal);
        Assert.Contains("Under moderation", await _ada.ReadAsync(Address), StringComparison.Ordinal);
        using var ended = await _ada.SubmitAsync(Address, [("Reason", "Settled")], "EndModeration");
        Assert.Null((await AccountAsync()).ModeratedSince);
        Assert.Equal([("account.moderated", "Complaints by phone"), ("account.moderation-ended", "Settled")], await StepsAsync());
    }

    private async Task SentAsync(int count)
    {
        var ended = _app.Clock.GetUtcNow().AddDays(-5);
        for (var i = 0; i < count; i++)
        {
            var day = DateOnly.FromDateTime(ended.UtcDateTime);
            await _app.AddSentAsync(_account.Id, $"Letter {i}", ended.AddHours(i), (EventKind.Attempted, day, 500), (EventKind.Delivered, day, 500));
        }
    }

    private Task<Account> AccountAsync() => _app.AsEngineAsync(db => db.Accounts.AsNoTracking().SingleAsync(a => a.Id == _account.Id));

    private async Task<List<(string Action, string Detail)>> StepsAsync() => [.. (await _app.AsEngineAsync(db =>
        db.AuditEntries.Where(e => e.AccountId == _account.Id).OrderBy(e => e.Position).Select(e => new { e.Action, e.Detail }).ToListAsync())).Select(e => (e.Action, e.Detail))];
}

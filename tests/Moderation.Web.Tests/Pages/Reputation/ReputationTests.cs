using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Reputation;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Moderation.Web.Pages.Reputation;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Jobs;

namespace Moderation.Web.Tests.Pages.Reputation;

public sealed class ReputationTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;
    private Guid _account;
    private Visitor _marketer = null!;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        var account = await _app.AddAccountAsync("Lighthouse");
        _account = account.Id;
        _marketer = await _app.SignInAsync(await _app.AddMarketerAsync(account));
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public async Task Below_the_threshold_nothing_is_wrong()
    {
        var campaign = await SentAsync("Small letter", (EventKind.Attempted, 63));
        Assert.Contains("collecting 63 of 1,000: nothing is wrong", await _marketer.ReadAsync("/reputation"), StringComparison.Ordinal);
        var page = await _marketer.ReadAsync($"/reputation/{_account}/{campaign}");
        Assert.Contains("No index yet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-tone=\"block\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Below_a_confidence_of_forty_hundredths_it_is_unrated()
    {
        await SentAsync("Letter", (EventKind.Attempted, 1_500), (EventKind.Delivered, 1_490));
        await ComputeAsync();
        Assert.Contains("unrated", await _marketer.ReadAsync("/reputation"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_factor_is_shown_and_what_is_missing_is_said()
    {
        var campaign = await SentAsync("Letter", (EventKind.Attempted, 20_000), (EventKind.Delivered, 19_700), (EventKind.HardBounced, 150));
        await ComputeAsync();
        var page = WebUtility.HtmlDecode(await _marketer.ReadAsync($"/reputation/{_account}/{campaign}"));
        Assert.Contains("150 of 20,000", page, StringComparison.Ordinal);
        Assert.Contains("0.64 % – 0.88 %", page, StringComparison.Ordinal);
        Assert.Contains("no complaint data", page, StringComparison.Ordinal);
        Assert.Contains("RI-1", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cap_is_shown_with_its_reason()
    {
        var campaign = await SentAsync("Letter", (EventKind.Attempted, 20_000), (EventKind.Delivered, 18_000), (EventKind.HardBounced, 1_500));
        await ComputeAsync();
        Assert.Contains("at most 59, because the hard bounce rate is beyond the warning limit", await _marketer.ReadAsync($"/reputation/{_account}/{campaign}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_accounts_index_is_not_there()
    {
        var other = await _app.AddAccountAsync("Other");
        var foreign = await _app.AddSentAsync(other.Id, "Foreign letter", _app.Clock.GetUtcNow());
        Assert.DoesNotContain("Foreign letter", await _marketer.ReadAsync("/reputation"), StringComparison.Ordinal);
        using var answer = await _marketer.GetAsync($"/reputation/{other.Id}/{foreign}");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);

        var staff = await _app.SignInAsync(await _app.AddUserAsync("ada@provider.example", Role.ProjectManager));
        Assert.Contains("Foreign letter", await staff.ReadAsync("/reputation"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_an_admin_has_it_computed_at_once()
    {
        await SentAsync("Letter", (EventKind.Attempted, 2_000));
        using var refused = await _marketer.SubmitAsync("/reputation", [], "Compute");
        Assert.True(refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Redirect);
    }

    [Theory]
    [InlineData(9, 8_000, 150, 20_000, 100, 20_000, 58, 19_700)]
    [InlineData(0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData(14, 2_400, 420, 6_000, 300, 6_000, 72, 5_250)]
    [InlineData(0, 0, 61, 50_001, 23, 50_003, 7, 49_940)]
    public void The_shown_contributions_add_up_to_the_shown_sum(double c, double cn, double h, double hn, double b, double bn, double u, double un)
    {
        var index = ReputationIndex.Compute(Counts.None with { Complaint = new(c, cn), HardBounce = new(h, hn), Block = new(b, bn), Unsubscribe = new(u, un) });
        Assert.Equal(Math.Round((decimal)index.Raw, 1, MidpointRounding.AwayFromZero), Contributions.Of(index).Sum());
        Assert.All(Contributions.Of(index).Zip(index.Signals), pair =>
            Assert.InRange(Math.Abs((double)pair.First - (pair.Second.Weight * pair.Second.Score / 100)), 0, 0.1));
    }

    private Task<Guid> SentAsync(string subject, params (EventKind Kind, long Count)[] events)
    {
        var ended = _app.Clock.GetUtcNow().AddDays(-2);
        return _app.AddSentAsync(_account, subject, ended, [.. events.Select(e => (e.Kind, DateOnly.FromDateTime(ended.UtcDateTime), e.Count))]);
    }

    private async Task ComputeAsync()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var now = _app.Clock.GetUtcNow();
        await new ReputationNight(scope.ServiceProvider.GetRequiredService<EngineDb>()).RunAsync(DateOnly.FromDateTime(now.UtcDateTime), now, CancellationToken.None);
    }
}

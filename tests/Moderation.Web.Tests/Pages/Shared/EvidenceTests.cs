using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.Tests.Pages.Queue;

namespace Moderation.Web.Tests.Pages.Shared;

/// <summary>Marketer and project manager see the same rule and evidence, but what is marked as for staff only.</summary>
public sealed class EvidenceTests : IAsyncLifetime
{
    private static readonly Finding Known = new("link.not-https", Severity.Hold, "A link is not well.", new Where(Part.Html),
        [new Evidence("chain", "seen-by-both"), new Evidence("other account", "seen-by-staff", StaffOnly: true)], "Correct it.");

    private QueueWorld _world = null!;

    public async Task InitializeAsync() => _world = await QueueWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task What_is_for_staff_only_is_shown_to_staff_only()
    {
        var held = await _world.HoldAsync("A letter", Known);
        var marketer = await (await _world.App.SignInAsync(_world.Marketer)).ReadAsync($"/campaigns/{held.Id}");
        var staff = await (await _world.App.SignInAsync(_world.Ada)).ReadAsync(_world.Address(held.Id));

        Assert.Contains("seen-by-both", marketer, StringComparison.Ordinal);
        Assert.DoesNotContain("seen-by-staff", marketer, StringComparison.Ordinal);
        Assert.Contains("seen-by-both", staff, StringComparison.Ordinal);
        Assert.Contains("seen-by-staff (for staff only)", staff, StringComparison.Ordinal);
    }

    [Fact]
    public void The_marketers_view_does_not_hold_it() =>
        Assert.Equal("chain", Assert.Single(new FindingView(Known, Viewer.Marketer).Evidence).Name);

    [Fact]
    public async Task What_was_not_run_is_named_on_the_verdict_of_both()
    {
        var held = await _world.HoldAsync("A letter", QueueWorld.New);
        var judgement = new Judgement(Verdict.Held, [QueueWorld.New], [new NotChecked("content.spam-score", "Spam check", Judge.NoSpamFilter), new NotChecked("link.unreachable", "Links", "needs the network")], 1);
        await _world.App.BehindTheWallsAsync($"update app.submissions set judgement = '{System.Text.Json.JsonSerializer.Serialize(judgement)}' where id = '{held.SubmissionId}'");
        foreach (var page in new[] { await (await _world.App.SignInAsync(_world.Marketer)).ReadAsync($"/campaigns/{held.Id}"), await (await _world.App.SignInAsync(_world.Ada)).ReadAsync(_world.Address(held.Id)) })
        {
            Assert.Contains("Not installed</span> (no spam filter is installed): Spam check.", page, StringComparison.Ordinal);
            Assert.Contains("Not checked</span> (needs the network): Links.", page, StringComparison.Ordinal);
        }
    }
}

using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Relay;

/// <summary>A pause, a stop and an opt-out while thousands still wait: two seconds later nothing leaves that must not, and the console knows how many have gone.</summary>
public sealed partial class HaltTests
{
    private const int Recipients = 3_000;

    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Watched = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task A_pause_ends_it_within_two_seconds_with_the_exact_count_and_later_everybody_is_served_once()
    {
        await using var world = await SendingAsync(Recipients, TimeSpan.FromMilliseconds(20));
        var (campaign, marketer) = await BegunAsync(world, gone: 200);

        await PressAsync(marketer, campaign, "Pause");
        var gone = await NothingMoreAsync(world);

        var shown = Figures(await marketer.ReadAsync($"/campaigns/{campaign}"));
        Assert.InRange(gone, 200, Recipients - 1_000);
        Assert.Equal((gone, 0, Recipients - gone), (shown["accepted by their servers"], shown["left out: opted out meanwhile"], shown["not sent"]));
        Assert.Equal(gone, await AcceptedInTheReportAsync(marketer, campaign));

        world.Route.Delay = TimeSpan.Zero;
        await PressAsync(marketer, campaign, "Resume");
        await world.UntilAsync(campaign, CampaignState.Sent);
        EachOnce(world, Recipients);
        Assert.Equal(Recipients, Figures(await marketer.ReadAsync($"/campaigns/{campaign}"))["accepted by their servers"]);
    }

    [Fact]
    public async Task A_stop_ends_it_within_two_seconds_for_good_with_the_exact_count()
    {
        await using var world = await SendingAsync(Recipients, TimeSpan.FromMilliseconds(20));
        var (campaign, marketer) = await BegunAsync(world, gone: 200);

        await PressAsync(marketer, campaign, "Stop");
        var gone = await NothingMoreAsync(world);

        var shown = Figures(await marketer.ReadAsync($"/campaigns/{campaign}"));
        Assert.InRange(gone, 200, Recipients - 1_000);
        Assert.Equal((gone, Recipients - gone), (shown["accepted by their servers"], shown["not sent"]));
        Assert.Equal(gone, await AcceptedInTheReportAsync(marketer, campaign));
        EachOnce(world, gone);
    }

    [Fact]
    public async Task A_server_that_answers_late_gets_nothing_that_it_has_not_begun_to_read()
    {
        // What follows is announced while the answer before is still out: the server would ask for it long after the pause.
        await using var world = await SendingAsync(60, TimeSpan.FromSeconds(3));
        var (campaign, marketer) = await BegunAsync(world, gone: 1);

        await PressAsync(marketer, campaign, "Pause");
        var gone = await NothingMoreAsync(world);

        Assert.Equal(gone, Figures(await marketer.ReadAsync($"/campaigns/{campaign}"))["accepted by their servers"]);
        world.Route.Delay = TimeSpan.Zero;
        await PressAsync(marketer, campaign, "Resume");
        await world.UntilAsync(campaign, CampaignState.Sent);
        EachOnce(world, 60);
    }

    [Fact]
    public async Task Who_opts_out_while_it_leaves_never_gets_it_and_all_the_others_get_it_once()
    {
        await using var world = await SendingAsync(Recipients, TimeSpan.FromMilliseconds(20));
        var (campaign, marketer) = await BegunAsync(world, gone: 100);
        using var reader = world.Reader();
        var left = new List<string>();
        var far = world.Route.Messages.Count + 800;
        foreach (var sequence in new[] { far, far + 1, far + 2, Recipients })
        {
            using var body = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
            using var answer = await reader.PostAsync(new Uri($"/u/{await world.TokenAsync(campaign, sequence)}", UriKind.Relative), body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            left.Add(await AddressAsync(world, campaign, sequence));
        }

        // All four are in the hands of the connections already; their turn comes in four seconds.
        Assert.DoesNotContain(world.Route.Messages, message => left.Contains(message.To));
        await Task.Delay(Promised);
        world.Route.Delay = TimeSpan.Zero;
        await world.UntilAsync(campaign, CampaignState.Sent);

        EachOnce(world, Recipients - left.Count);
        Assert.DoesNotContain(world.Route.Messages, message => left.Contains(message.To));
        var shown = Figures(await marketer.ReadAsync($"/campaigns/{campaign}"));
        Assert.Equal((Recipients - left.Count, left.Count), (shown["accepted by their servers"], shown["left out: opted out meanwhile"]));
    }

    // With the intervals that a node has when nobody chooses others. The marketer's browser is asked without TLS.
    private static async Task<RelayWorld> SendingAsync(int contacts, TimeSpan delay)
    {
        var world = await RelayWorld.StartAsync(contacts, ("Relay:Poll", null), ("Relay:Flush", null), ("Public:BaseUrl", null));
        world.Route.Delay = delay;
        return world;
    }

    private static async Task<(Guid Campaign, Visitor Marketer)> BegunAsync(RelayWorld world, int gone)
    {
        var marketer = await world.App.SignInAsync(await world.App.AddUserAsync("marketer@lighthouse.example", Role.Marketer, world.Account));
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= gone), $"{gone} have left");
        return (campaign, marketer);
    }

    private static async Task PressAsync(Visitor marketer, Guid campaign, string button)
    {
        using var answer = await marketer.SubmitAsync($"/campaigns/{campaign}", [], button);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
    }

    /// <returns>How many the server has taken, ever.</returns>
    private static async Task<int> NothingMoreAsync(RelayWorld world)
    {
        await Task.Delay(Promised);
        var gone = world.Route.Messages.Count;
        await Task.Delay(Watched);
        Assert.Equal(gone, world.Route.Messages.Count);
        return gone;
    }

    private static void EachOnce(RelayWorld world, int recipients)
    {
        Assert.Equal(recipients, world.Route.Messages.Count);
        Assert.Equal(recipients, world.Route.Messages.Select(message => message.To).Distinct().Count());
    }

    private static async Task<int> AcceptedInTheReportAsync(Visitor marketer, Guid campaign) =>
        Number(Accepted().Match(await marketer.ReadAsync($"/campaigns/{campaign}/report")).Groups["n"].Value);

    private static Task<string> AddressAsync(RelayWorld world, Guid campaign, int sequence) => world.EngineAsync(
        db => db.Database.SqlQuery<string>($"""select email as "Value" from app.deliveries where campaign_id = {campaign} and seq = {sequence}""").SingleAsync());

    private static Dictionary<string, int> Figures(string page) =>
        Figure().Matches(page).DistinctBy(match => match.Groups["name"].Value).ToDictionary(match => match.Groups["name"].Value, match => Number(match.Groups["n"].Value));

    private static int Number(string text) => int.Parse(text, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    [GeneratedRegex("<dt>(?<name>[^<]+)</dt><dd>(?<n>[0-9,]+)</dd>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Figure();

    [GeneratedRegex("<th scope=\"row\">Accepted by the next server</th>\\s*<td[^>]*><strong>(?<n>[0-9,]+)</strong></td>", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Accepted();
}

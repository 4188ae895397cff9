using System.Net;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Pages.Queue;

/// <summary>A project manager chooses the addresses that one campaign leaves from.</summary>
public sealed class PoolConditionTests : IAsyncLifetime
{
    private QueueWorld _world = null!;
    private Visitor _ada = null!;

    public async Task InitializeAsync()
    {
        _world = await QueueWorld.StartAsync();
        _ada = await _world.App.SignInAsync(_world.Ada);
    }

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Where_there_are_addresses_a_class_can_be_named_and_stands_in_the_history()
    {
        var held = await _world.HoldAsync("Autumn letter");
        Assert.DoesNotContain("Addresses that send it", await _ada.ReadAsync(_world.Address(held.Id)), StringComparison.Ordinal);
        await AddAddressAsync(PoolClass.Quarantine);
        var opened = await _world.OpenAsync(_ada, held.Id);
        Assert.Contains("Quarantine (1)", opened.Page, StringComparison.Ordinal);

        using var without = await Naming(opened, PoolClass.Established).DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, without.StatusCode);
        Assert.Contains("No address of this class may send", await without.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        using var answer = await Naming(opened, PoolClass.Quarantine).DecideAsync(DecisionKind.Approve);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(PoolClass.Quarantine, Conditions.Read((await _world.CampaignAsync(held.Id)).Conditions).Pool);
        Assert.Contains("Conditions: From the addresses of the quarantine.", WebUtility.HtmlDecode(await _ada.ReadAsync(_world.Address(held.Id))), StringComparison.Ordinal);
    }

    private static OpenReview Naming(OpenReview opened, PoolClass pool) => opened with { Fields = [.. opened.Fields, ("Input.Pool", pool.ToString())] };

    private Task AddAddressAsync(PoolClass pool) => _world.App.AsEngineAsync(async db =>
    {
        var route = new MailRoute { Name = "Direct", Kind = RouteKind.Direct, CreatedAt = _world.Now };
        db.AddRange(route, new SendingIp { RouteId = route.Id, Address = IPAddress.Parse("192.0.2.7"), Pool = pool });
        return await db.SaveChangesAsync();
    });
}

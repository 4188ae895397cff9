using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Mail.Dns;
using Moderation.Mail.Tests.Dns;
using Moderation.Senders;
using Moderation.Web.Feedback.Tracking;

namespace Moderation.Web.Tests.Pages.Senders;

/// <summary>The form for a host of the account's own in tracked links; the name server is the test's.</summary>
public sealed class TrackingHostTests : IAsyncLifetime
{
    private const string Host = "click.lighthouse.example";

    private readonly MarketerWorld _world = new();
    private readonly MemoryZone _zone = new();

    public Task InitializeAsync() => _world.InitializeAsync(services => services.AddSingleton<IDnsResolver>(_zone));

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_host_counts_from_when_its_CNAME_leads_to_us_until_it_is_given_up()
    {
        var ours = _world.App.Services.GetRequiredService<TrackingHosts>().OurHost;
        var before = await _world.Marketer.ReadAsync("/senders");
        Assert.Contains($"Links that are counted lead over {ours}.", before, StringComparison.Ordinal);

        var tooEarly = await SetAsync(" Click.Lighthouse.example ");
        Assert.Contains($"{Host} does not lead to {ours} yet.", tooEarly, StringComparison.Ordinal);
        Assert.Contains("Not seen yet", tooEarly, StringComparison.Ordinal);
        Assert.Equal((Host, false), await HostAsync());

        // Somebody else's host, or an address in place of a CNAME, is not ours.
        _zone.Alias(Host, $"{ours}.elsewhere.example");
        Assert.Contains("does not lead to", await SetAsync(Host), StringComparison.Ordinal);
        _zone.Remove(Host, DnsType.Cname).Address(Host, "192.0.2.1");
        Assert.Contains("does not lead to", await SetAsync(Host), StringComparison.Ordinal);

        _zone.Remove(Host, DnsType.A).Alias(Host, ours.ToUpperInvariant() + ".");
        var seen = await SetAsync(Host);
        Assert.Contains($"{Host} leads to us.", seen, StringComparison.Ordinal);
        Assert.Contains("Verified", seen, StringComparison.Ordinal);
        Assert.Equal((Host, true), await HostAsync());

        Assert.Contains($"Links lead over {ours}.", await SetAsync(""), StringComparison.Ordinal);
        Assert.Equal((null, false), await HostAsync());
        var entries = await _world.ReadAsync(db => db.AuditEntries.Where(e => e.Action == "domain.tracking-host").OrderBy(e => e.Position).Select(e => e.Detail).ToListAsync());
        Assert.Equal($"lighthouse.example: {Host}", entries[0]);
        Assert.Equal("lighthouse.example: none", entries[^1]);
    }

    [Fact]
    public async Task A_name_server_that_is_silent_is_said_and_verifies_nothing()
    {
        _zone.Fail(Host);
        Assert.Contains($"{Host} could not be looked up just now.", await SetAsync(Host), StringComparison.Ordinal);
        Assert.Equal((Host, false), await HostAsync());
    }

    [Theory]
    [InlineData("click.elsewhere.example", "is not below lighthouse.example")]
    [InlineData("lighthouse.example", "is not below lighthouse.example")]
    [InlineData("click.notlighthouse.example", "is not below lighthouse.example")]
    [InlineData("https://click.lighthouse.example/", "is no host name")]
    [InlineData("click..lighthouse.example", "is no host name")]
    public async Task A_host_that_is_none_of_the_domains_is_refused_and_the_one_before_stays(string host, string why)
    {
        _zone.Alias(Host, _world.App.Services.GetRequiredService<TrackingHosts>().OurHost);
        await SetAsync(Host);

        Assert.Contains(why, await SetAsync(host), StringComparison.Ordinal);

        Assert.Equal((Host, true), await HostAsync());
        Assert.DoesNotContain(_zone.Asked, question => question.Name != Host);
    }

    [Fact]
    public async Task Another_account_cannot_set_it()
    {
        var domain = await DomainAsync();
        var token = Hosting.Visitor.Token(await _world.Stranger.ReadAsync("/senders"));

        using var answer = await _world.Stranger.PostAsync("/senders?handler=Tracking", [("domain", domain.Id.ToString()), ("host", Host), ("__RequestVerificationToken", token)]);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal((null, false), await HostAsync());
    }

    /// <returns>The page after it.</returns>
    private async Task<string> SetAsync(string host)
    {
        using var answer = await _world.Marketer.SubmitAsync("/senders", [("domain", (await DomainAsync()).Id.ToString()), ("host", host)], "Tracking");
        Assert.Equal("/senders", MarketerWorld.Location(answer));
        return WebUtility.HtmlDecode(await _world.Marketer.ReadAsync("/senders"));
    }

    private Task<SendingDomain> DomainAsync() => _world.ReadAsync(db => db.SendingDomains.AsNoTracking().SingleAsync());

    private async Task<(string? Host, bool IsVerified)> HostAsync()
    {
        var domain = await DomainAsync();
        return (domain.TrackingHost?.ToString(), domain.VerifiedTrackingHost is not null);
    }
}

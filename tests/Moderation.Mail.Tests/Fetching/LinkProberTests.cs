using Moderation.Campaigns;
using Moderation.Mail.Fetching;

namespace Moderation.Mail.Tests.Fetching;

public sealed class LinkProberTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private readonly TestInternet _net = TestInternet.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        Assert.Equal(0, _net.Trapped);
        await _net.DisposeAsync();
    }

    [Fact]
    public async Task A_page_with_a_good_certificate_is_a_page()
    {
        _net.Html("https://a.example/x?y=1", "<p>Hello");

        var probe = await ProbeAsync("https://a.example/x?y=1#part");

        Assert.Equal(LinkEnd.Page, probe.End);
        var hop = Assert.Single(probe.Hops);
        Assert.Equal(("https://a.example/x?y=1", 200, null), (hop.Address, hop.Status!.Value, hop.By));
        Assert.Equal("Lighthouse R1, Lighthouse Trust", hop.Certificate!.Issuer);
        Assert.Equal(["a.example"], hop.Certificate.Names);
        Assert.Null(hop.Certificate.Fault);
        Assert.InRange(hop.Certificate.NotAfter, Now.AddDays(79), Now.AddDays(81));
    }

    [Fact]
    public async Task Redirects_are_followed_hop_by_hop_and_each_shows_its_certificate()
    {
        _net.Redirect("https://a.example/", "/b", 302).Redirect("https://a.example/b", "//b.example/c?d", 307).Redirect("https://b.example/c?d", "e/../f", 308).Html("https://b.example/f", "");

        var probe = await ProbeAsync("https://a.example");

        Assert.Equal(LinkEnd.Page, probe.End);
        Assert.Equal(["https://a.example/", "https://a.example/b", "https://b.example/c?d", "https://b.example/f"], probe.Hops.Select(hop => hop.Address));
        Assert.Equal(["302", "307", "308", null], probe.Hops.Select(hop => hop.By));
        Assert.All(probe.Hops, hop => Assert.Null(hop.Certificate!.Fault));
    }

    [Fact]
    public async Task An_expired_certificate_is_bad_and_shown()
    {
        _net.Site("old.example", TestInternet.Authority.Give(["old.example"], Now.AddDays(-100), Now.AddDays(-3)));
        await BadAsync("https://old.example/", $"it expired on {Now.AddDays(-3):d MMMM yyyy}");
    }

    private async Task BadAsync(string address, string fault, bool isIncomplete = false)
    {
        var probe = await ProbeAsync(address);

        Assert.Equal(LinkEnd.BadCertificate, probe.End);
        Assert.Equal(fault, probe.Why);
        Assert.Equal(fault, probe.Hops[^1].Certificate!.Fault);
        Assert.Equal(isIncomplete, probe.Hops[^1].Certificate!.IsIncomplete);
        // The handshake is broken off: no request, so no cookie or address of a reader leaves.
        Assert.DoesNotContain("GET " + probe.Hops[^1].Address, _net.Requests);
    }

    private Task<LinkProbe> ProbeAsync(string address, LinkProberOptions? options = null) => _net.Prober(options).ProbeAsync(address, default);
}

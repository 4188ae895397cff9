using Moderation.Campaigns;
using Moderation.Mail.Fetching;

namespace Moderation.Mail.Tests.Fetching;

public sealed class LinkProbingTests : IAsyncLifetime
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(20);

    private static readonly LinkProberOptions Options = new() { HostPause = TimeSpan.FromMilliseconds(20), TryPause = TimeSpan.FromMilliseconds(100), HopTime = TimeSpan.FromSeconds(5) };

    private readonly TestInternet _net = TestInternet.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _net.DisposeAsync();

    [Fact]
    public async Task Every_address_is_followed_once()
    {
        _net.Html("https://a.example/", "").Html("https://b.example/", "");

        var probes = await ProbeAsync(Enough, "https://a.example/", "https://b.example/", "https://a.example/", "https://nobody.example/", "mailto:x");

        Assert.Equal(4, probes.Count);
        Assert.Equal(LinkEnd.Page, probes["https://a.example/"].End);
        Assert.Equal(LinkEnd.Page, probes["https://b.example/"].End);
        Assert.Equal(LinkEnd.NoSuchName, probes["https://nobody.example/"].End);
        Assert.Equal(LinkEnd.Refused, probes["mailto:x"].End);
        Assert.All(probes.Values, probe => Assert.Equal(1, probe.Tries));
        Assert.Equal(2, _net.Requests.Count);
    }

    [Fact]
    public async Task One_host_gets_two_requests_at_a_time_also_when_redirects_lead_there()
    {
        var (open, most) = (0, 0);
        for (var i = 0; i < 12; i++)
        {
            _net.Redirect($"https://h{i}.example/", $"https://target.example/{i}").Page($"https://target.example/{i}", async (stream, ct) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await Task.Delay(30, ct);
                Interlocked.Decrement(ref open);
                await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct);
            });
        }

        var probes = await ProbeAsync(Enough, [.. Enumerable.Range(0, 12).Select(i => $"https://h{i}.example/")]);

        Assert.All(probes.Values, probe => Assert.Equal(LinkEnd.Page, probe.End));
        Assert.Equal(2, most);
    }

    [Fact]
    public async Task Without_an_answer_a_link_is_tried_again()
    {
        var asked = 0;
        _net.Page("https://a.example/", async (stream, ct) =>
            await stream.WriteAsync(++asked < 3 ? "HTTP/1.1 500 So\r\nContent-Length: 0\r\n\r\n"u8.ToArray() : "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ct));
        _net.Page("https://b.example/", "HTTP/1.1 502 So\nContent-Length: 0\n\n");

        var probes = await ProbeAsync(Enough, "https://a.example/", "https://b.example/");

        Assert.Equal((LinkEnd.Page, 3), (probes["https://a.example/"].End, probes["https://a.example/"].Tries));
        Assert.Equal((LinkEnd.NoAnswer, 3), (probes["https://b.example/"].End, probes["https://b.example/"].Tries));
    }

    [Fact]
    public async Task When_the_time_is_over_what_is_known_is_the_answer()
    {
        _net.Html("https://a.example/", "");
        var slow = Enumerable.Range(0, 20).Select(i => $"https://slow{i}.example/").ToList();
        slow.ForEach(address => _net.Page(address, (_, ct) => Task.Delay(Timeout.Infinite, ct)));

        var probes = await ProbeAsync(TimeSpan.FromSeconds(1.5), ["https://a.example/", .. slow]);

        Assert.Equal(LinkEnd.Page, probes["https://a.example/"].End);
        Assert.All(slow, address => Assert.Equal((LinkEnd.NoAnswer, 0, "it was not tried in time"), (probes[address].End, probes[address].Tries, probes[address].Why)));
    }

    [Fact]
    public async Task Cancelling_throws()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        _net.Page("https://a.example/", (_, ct) => Task.Delay(Timeout.Infinite, ct));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new LinkProbing(_net.Prober(Options), TimeProvider.System).ProbeAllAsync(["https://a.example/"], Enough, stop.Token));
    }

    [Fact]
    public async Task No_links_are_no_work() => Assert.Empty(await ProbeAsync(Enough));

    private Task<IReadOnlyDictionary<string, LinkProbe>> ProbeAsync(TimeSpan budget, params string[] addresses) =>
        new LinkProbing(_net.Prober(Options), TimeProvider.System).ProbeAllAsync(addresses, budget, default);
}

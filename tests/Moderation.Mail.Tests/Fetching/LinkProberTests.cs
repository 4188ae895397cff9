using System.Diagnostics;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Moderation.Campaigns;
using Moderation.Mail.Fetching;

namespace Moderation.Mail.Tests.Fetching;

public sealed class LinkProberTests : IAsyncLifetime
{
    private const string Address = "https://a.example/";

    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private static readonly LinkProberOptions Hasty = new() { HopTime = TimeSpan.FromSeconds(1), LinkTime = TimeSpan.FromSeconds(2), HostPause = TimeSpan.Zero };

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
        _net.Redirect(Address, "/b", 302).Redirect("https://a.example/b", "//b.example/c?d", 307).Redirect("https://b.example/c?d", "e/../f", 308).Html("https://b.example/f", "");

        var probe = await ProbeAsync("https:a.example");

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

    [Fact]
    public async Task So_is_one_that_is_not_valid_yet()
    {
        _net.Site("young.example", TestInternet.Authority.Give(["young.example"], Now.AddDays(3), Now.AddDays(100)));
        await BadAsync("https://young.example/", $"it is not valid before {Now.AddDays(3):d MMMM yyyy}");
    }

    [Fact]
    public async Task So_is_one_for_another_name()
    {
        _net.Site("wrong.example", TestInternet.Authority.Give(["other.example", "www.wrong.example"], Now.AddDays(-3), Now.AddDays(3)));
        await BadAsync("https://wrong.example/", "it is not for wrong.example");
        Assert.Equal(["other.example", "www.wrong.example"], (await ProbeAsync("https://wrong.example/")).Hops[0].Certificate!.Names);
    }

    [Fact]
    public async Task So_is_one_that_is_signed_by_itself()
    {
        _net.Site("self.example", TestAuthority.SelfSigned("self.example", Now.AddDays(-3), Now.AddDays(3)));
        await BadAsync("https://self.example/", "it is signed by itself, not by an authority");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task So_is_one_of_an_authority_that_nobody_knows(bool isWhole)
    {
        _net.Site("private.example", new TestAuthority("Cellar").Give(["private.example"], Now.AddDays(-3), Now.AddDays(3), isWhole));
        await BadAsync("https://private.example/", "it is not signed by an authority that is trusted");
    }

    [Fact]
    public async Task A_bad_certificate_on_the_way_ends_it()
    {
        _net.Site("old.example", TestInternet.Authority.Give(["old.example"], Now.AddDays(-100), Now.AddDays(-3)))
            .Redirect(Address, "https://old.example/").Redirect("https://old.example/", "https://b.example/").Html("https://b.example/", "");

        var probe = await ProbeAsync(Address);

        Assert.Equal(LinkEnd.BadCertificate, probe.End);
        Assert.Equal(["https://a.example/", "https://old.example/"], probe.Hops.Select(hop => hop.Address));
    }

    [Fact]
    public async Task A_missing_intermediate_is_told_and_never_downloaded()
    {
        using var downloads = new CountingListener();
        var context = TestInternet.Authority.Give(["gap.example"], Now.AddDays(-3), Now.AddDays(3), isWhole: false, $"http://127.0.0.1:{downloads.Port}/ca.crt");
        _net.Site("gap.example", context);

        await BadAsync("https://gap.example/", "the server does not send its intermediate certificate", isIncomplete: true);
        Assert.Equal(0, downloads.Connections);

        // The listener is where a download would come: with downloads allowed it does.
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust, UrlRetrievalTimeout = TimeSpan.FromSeconds(2) } };
        chain.ChainPolicy.CustomTrustStore.Add(TestInternet.Authority.Root);
        Assert.False(chain.Build(context.TargetCertificate));
        Assert.NotEqual(0, downloads.Connections);
    }

    [Fact]
    public async Task Http_at_the_end_is_not_https()
    {
        _net.Redirect(Address, "http://b.example/").Html("http://b.example/", "");

        var probe = await ProbeAsync(Address);

        Assert.Equal(LinkEnd.NotHttps, probe.End);
        Assert.Equal(("http://b.example/", 200), (probe.Hops[1].Address, probe.Hops[1].Status!.Value));
        Assert.Null(probe.Hops[1].Certificate);
    }

    [Fact]
    public async Task Http_on_the_way_is_shown_and_no_harm()
    {
        _net.Redirect(Address, "http://b.example/").Redirect("http://b.example/", "https://b.example/").Html("https://b.example/", "");

        var probe = await ProbeAsync(Address);

        Assert.Equal(LinkEnd.Page, probe.End);
        Assert.Equal(["https://a.example/", "http://b.example/", "https://b.example/"], probe.Hops.Select(hop => hop.Address));
    }

    [Theory]
    [InlineData("<meta http-equiv=refresh content='0;url=http://b.example/'>")]
    [InlineData("<html><head><META HTTP-EQUIV=' Refresh ' CONTENT=\"5; URL='http://b.example/'\">")]
    [InlineData("<meta http-equiv='&#114;efresh' content='0,//b.example/'><base href='http://c.example/'>")]
    [InlineData("<!-- --><meta http-equiv=refresh content='0;http:&#x2f;/b.example'>")]
    public async Task A_page_that_sends_its_reader_on_is_followed_by_its_refresh(string html)
    {
        _net.Html(Address, html).Html("http://b.example/", "");

        var probe = await ProbeAsync(Address);

        Assert.Equal(LinkEnd.NotHttps, probe.End);
        Assert.Equal((200, "refresh"), (probe.Hops[0].Status!.Value, probe.Hops[0].By));
        Assert.Equal("http://b.example/", probe.Hops[1].Address);
    }

    [Theory]
    [InlineData("<meta http-equiv=refresh content=30>")]
    [InlineData("<meta http-equiv=refresh content='30;url=https://a.example/#top'>")]
    [InlineData("<meta http-equiv=refresh content='600;url=http://b.example/'>")]
    [InlineData("<noscript><meta http-equiv=refresh content='0;url=http://b.example/'></noscript>")]
    [InlineData("<!-- <meta http-equiv=refresh content='0;url=http://b.example/'> -->")]
    [InlineData("<p>&lt;meta http-equiv=refresh content='0;url=http://b.example/'&gt;")]
    public async Task A_page_that_stays_is_the_end(string html)
    {
        _net.Html(Address, html);
        Assert.Equal(LinkEnd.Page, (await ProbeAsync(Address)).End);
    }

    [Fact]
    public async Task A_refresh_may_stand_in_the_header_and_on_an_error_page()
    {
        _net.Page(Address, "HTTP/1.1 404 None\nRefresh: 0; url=/b\nContent-Length: 0\n\n").Html("https://a.example/b", "");
        Assert.Equal(["https://a.example/", "https://a.example/b"], (await ProbeAsync(Address)).Hops.Select(hop => hop.Address));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("utf-16")]
    public async Task A_refresh_is_not_hidden_by_how_the_page_is_encoded(string coding)
    {
        const string Html = "<meta http-equiv=refresh content='0;url=http://b.example/'>";
        var bytes = coding == "utf-16" ? Encoding.Unicode.GetBytes(Html) : Compress(Encoding.UTF8.GetBytes(Html), coding);
        var header = coding == "utf-16" ? "Content-Type: text/html; charset=utf-16" : $"Content-Type: text/html\r\nContent-Encoding: {coding}";
        _net.Html("http://b.example/", "").Page(Address, async (stream, ct) =>
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\n{header}\r\nContent-Length: {bytes.Length}\r\n\r\n"), ct);
            await stream.WriteAsync(bytes, ct);
        });

        Assert.Equal(LinkEnd.NotHttps, (await ProbeAsync(Address)).End);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(0)]
    public async Task A_bomb_of_compressed_text_is_read_to_the_limit_only(int size)
    {
        // Endless zeros, and endless pieces with nothing in them.
        var piece = size > 0 ? Compress(new byte[size], "gzip") : [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        _net.Page(Address, async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync(piece, ct);
            }
        });

        var started = Stopwatch.GetTimestamp();
        Assert.Equal(LinkEnd.Page, (await ProbeAsync(Address, new LinkProberOptions { HopTime = TimeSpan.FromMinutes(1), LinkTime = TimeSpan.FromMinutes(1) })).End);
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Redirects_in_a_circle_have_no_end()
    {
        _net.Redirect(Address, "/b").Redirect("https://a.example/b", "/#c");

        var probe = await ProbeAsync(Address);

        Assert.Equal((LinkEnd.Endless, "its redirects lead in a circle"), (probe.End, probe.Why));
        Assert.Equal(2, probe.Hops.Count);
    }

    [Theory]
    [InlineData(10, LinkEnd.Page)]
    [InlineData(11, LinkEnd.Endless)]
    public async Task Ten_redirects_are_followed_and_eleven_are_too_many(int redirects, LinkEnd end)
    {
        for (var i = 0; i < redirects; i++)
        {
            _net.Redirect($"https://a.example/{i}", $"/{i + 1}");
        }

        _net.Html($"https://a.example/{redirects}", "");
        var probe = await ProbeAsync("https://a.example/0");

        Assert.Equal(end, probe.End);
        Assert.Equal(11, probe.Hops.Count);
        Assert.Equal(11, _net.Requests.Count);
    }

    [Theory]
    [InlineData(204, LinkEnd.Page)]
    [InlineData(401, LinkEnd.PageNotRead)]
    [InlineData(403, LinkEnd.PageNotRead)]
    [InlineData(405, LinkEnd.PageNotRead)]
    [InlineData(429, LinkEnd.PageNotRead)]
    [InlineData(503, LinkEnd.PageNotRead)]
    [InlineData(999, LinkEnd.PageNotRead)]
    [InlineData(404, LinkEnd.Gone)]
    [InlineData(410, LinkEnd.Gone)]
    [InlineData(400, LinkEnd.Gone)]
    [InlineData(451, LinkEnd.Gone)]
    [InlineData(301, LinkEnd.Gone)]
    [InlineData(304, LinkEnd.Gone)]
    [InlineData(500, LinkEnd.NoAnswer)]
    [InlineData(502, LinkEnd.NoAnswer)]
    public async Task The_status_tells_what_is_there(int status, LinkEnd end)
    {
        _net.Page(Address, $"HTTP/1.1 {status} So\nContent-Length: 0\n\n");

        var probe = await ProbeAsync(Address);

        Assert.Equal((end, status), (probe.End, probe.Hops[0].Status));
        Assert.Equal(end == LinkEnd.Page, probe.Why is null);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_and_one_that_is_unknown_differ()
    {
        _net.Names.Silent.Add("silent.example");
        Assert.Equal(LinkEnd.NoSuchName, (await ProbeAsync("https://nobody.example/")).End);
        Assert.Equal((LinkEnd.NoAnswer, "silent.example could not be looked up"), ((await ProbeAsync("https://silent.example/")) is var probe ? probe.End : default, probe.Why));
    }

    [Fact]
    public async Task A_slow_server_is_given_up()
    {
        _net.Page(Address, (_, ct) => Task.Delay(Timeout.Infinite, ct));

        var probe = await ProbeAsync(Address, Hasty);

        Assert.Equal((LinkEnd.NoAnswer, "a.example did not answer in time"), (probe.End, probe.Why));
        Assert.NotNull(probe.Hops[0].Certificate);
    }

    [Fact]
    public async Task Slow_redirects_are_given_up_together()
    {
        for (var i = 0; i < 10; i++)
        {
            var next = i + 1;
            _net.Page($"https://a.example/{i}", async (stream, ct) =>
            {
                await Task.Delay(500, ct);
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 302 So\r\nLocation: /{next}\r\nContent-Length: 0\r\n\r\n"), ct);
            });
        }

        var probe = await ProbeAsync("https://a.example/0", Hasty);

        Assert.Equal(LinkEnd.NoAnswer, probe.End);
        Assert.InRange(probe.Hops.Count, 2, 6);
    }

    [Fact]
    public async Task An_endless_page_is_read_to_the_limit_only()
    {
        var sent = 0L;
        _net.Page(Address, async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray(), ct);
            for (var piece = Encoding.ASCII.GetBytes(new string('x', 8192)); ; sent += piece.Length)
            {
                await stream.WriteAsync(piece, ct);
            }
        });

        Assert.Equal(LinkEnd.Page, (await ProbeAsync(Address)).End);
        // What was on the way in buffers is lost; it is not read.
        Assert.InRange(sent, 0, 20_000_000);
    }

    [Fact]
    public async Task A_page_that_trickles_is_a_page_after_its_time()
    {
        _net.Page(Address, async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync("x"u8.ToArray(), ct);
                await Task.Delay(50, ct);
            }
        });
        Assert.Equal(LinkEnd.Page, (await ProbeAsync(Address, Hasty)).End);
    }

    [Theory]
    [InlineData("X-Pad: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public async Task Endless_headers_are_no_answer(string piece)
    {
        _net.Page(Address, async (stream, ct) =>
        {
            await stream.WriteAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), ct);
            while (true)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(piece), ct);
            }
        });

        var probe = await ProbeAsync(Address);

        Assert.Equal((LinkEnd.NoAnswer, "its answer has more headers than are read"), (probe.End, probe.Why));
    }

    [Fact]
    public async Task Provisional_answers_without_end_are_no_answer()
    {
        _net.Page(Address, async (stream, ct) =>
        {
            while (true)
            {
                await stream.WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"u8.ToArray(), ct);
            }
        });
        Assert.Equal(LinkEnd.NoAnswer, (await ProbeAsync(Address, Hasty)).End);
    }

    [Fact]
    public async Task A_server_without_encryption_gives_no_answer()
    {
        _net.Names.Set("plain.example", "93.184.216.34");
        Assert.Equal((LinkEnd.NoAnswer, "no encrypted connection to plain.example could be made"), ((await ProbeAsync("https://plain.example/")) is var probe ? probe.End : default, probe.Why));
    }

    [Fact]
    public async Task The_request_is_an_honest_one_without_any_secret()
    {
        var seen = new TaskCompletionSource<string>();
        await using var net = TestInternet.Open();
        net.OnHead = head => seen.TrySetResult(head);
        net.Html(Address, "");

        await net.Prober(new LinkProberOptions { UserAgent = "Checker/1 (+https://moderation.example)" }).ProbeAsync("https://user:secret@a.example/", default);

        Assert.Equal("GET / HTTP/1.1\nHost: a.example\nUser-Agent: Checker/1 (+https://moderation.example)\nAccept: text/html,application/xhtml+xml,*/*;q=0.8\nAccept-Language: en,*;q=0.5\nAccept-Encoding: identity", await seen.Task);
    }

    [Fact]
    public async Task Cookies_are_not_sent_back()
    {
        var heads = new List<string>();
        _net.OnHead = heads.Add;
        _net.Page(Address, "HTTP/1.1 302 So\nSet-Cookie: a=b\nLocation: /x\nContent-Length: 0\n\n").Html("https://a.example/x", "");

        Assert.Equal(LinkEnd.Page, (await ProbeAsync(Address)).End);
        Assert.DoesNotContain(heads, head => head.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Cancelling_is_the_only_thing_that_throws()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        _net.Page(Address, (_, ct) => Task.Delay(Timeout.Infinite, ct));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _net.Prober().ProbeAsync(Address, stop.Token));
    }

    private async Task BadAsync(string address, string fault, bool isIncomplete = false)
    {
        var probe = await ProbeAsync(address);

        Assert.Equal(LinkEnd.BadCertificate, probe.End);
        Assert.Equal(fault, probe.Why);
        Assert.Equal(fault, probe.Hops[^1].Certificate!.Fault);
        Assert.Equal(isIncomplete, probe.Hops[^1].Certificate!.IsIncomplete);
        // The handshake is broken off: no request is sent.
        Assert.DoesNotContain("GET " + probe.Hops[^1].Address, _net.Requests);
    }

    private static byte[] Compress(byte[] bytes, string coding)
    {
        using var packed = new MemoryStream();
        using (Stream packing = coding switch { "gzip" => new GZipStream(packed, CompressionLevel.Fastest), "br" => new BrotliStream(packed, CompressionLevel.Fastest), _ => new ZLibStream(packed, CompressionLevel.Fastest) })
        {
            packing.Write(bytes);
        }

        return packed.ToArray();
    }

    private Task<LinkProbe> ProbeAsync(string address, LinkProberOptions? options = null) => _net.Prober(options).ProbeAsync(address, default);
}

using Moderation.Campaigns;

namespace Moderation.Mail.Tests.Fetching;

/// <summary>
/// Server-side request forgery: whatever a link says, nothing inside is reached. The trap stands for every address but those of the
/// test's own sites, so a connection that the dialer wrongly makes is counted there.
/// </summary>
public sealed class LinkProberRefusalTests : IAsyncLifetime
{
    private readonly TestInternet _net = TestInternet.Open();

    /// <summary>Addresses that lead inside by themselves.</summary>
    public static TheoryData<string> Direct => new(
    [
        // Loopback, in every notation that browsers and inet_aton take.
        "http://127.0.0.1/", "https://127.0.0.1/", "https://127.0.0.1:443/", "http://127.0.0.1:80/", "https://127.1/", "https://127.0.1/", "https://0x7f.1/", "https://0x7f.0.0.1/",
        "https://0x7f000001/", "https://0X7F000001/", "https://2130706433/", "https://017700000001/", "https://0177.0.0.1/", "https://0177.0.0.01/", "https://127.000.000.001/",
        "https://127.0.0.1./", "https://127.255.255.254/", "https://%31%32%37.0.0.1/", "https://127。0。0。1/", "https://①②⑦.⓪.⓪.①/", "https://１２７.０.０.１/", "https://127.0.0.1\\@a.example/",
        "https://a.example@127.0.0.1/", "https://a.example:x@127.0.0.1/", "https://a.example%40x@127.0.0.1/", "https://127.0.0.1#@a.example/", "https:127.0.0.1", "https:\\\\127.0.0.1\\x", "https:////127.0.0.1/",
        "https://0/", "https://0.0.0.0/", "https://0.1.2.3/", "https://00/", "https://0x0/",
        // IPv6, and IPv4 within it.
        "https://[::]/", "https://[::1]/", "https://[0:0:0:0:0:0:0:1]/", "https://[0000::0001]/", "https://[::ffff:127.0.0.1]/", "https://[::ffff:7f00:1]/", "https://[0:0:0:0:0:ffff:127.0.0.1]/",
        "https://[::127.0.0.1]/", "https://[::7f00:1]/", "https://[::ffff:0:127.0.0.1]/", "https://[64:ff9b::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::7f00:1]/",
        "https://[2002:7f00:1::]/", "https://[2002:a9fe:a9fe::1]/", "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/", "https://[2001:db8::1]/", "https://[3fff::1]/",
        "https://[2606:4700::5efe:127.0.0.1]/", "https://[2606:4700::200:5efe:10.0.0.1]/", "https://[fe80::1]/", "https://[fe80::1%25eth0]/", "https://[fe80::1%25lo]/", "https://[fc00::1]/", "https://[fd00::2]/",
        "https://[fec0::1]/", "https://[ff02::1]/", "https://[100::1]/", "https://[::ffff:169.254.169.254]/", "https://[fd00:ec2::254]/", "https://[2606:4700::1111%25eth0]/",
        // Private networks, cloud metadata, carriers, multicast, documentation, what is given to nobody.
        "https://10.0.0.1/", "https://10.255.255.255/", "https://172.16.0.1/", "https://172.31.255.255/", "https://192.168.1.1/", "https://192.168.257/", "https://0300.0250.1.1/", "https://3232235777/",
        "https://169.254.169.254/latest/meta-data/", "http://169.254.169.254/", "https://0xa9fea9fe/", "https://2852039166/", "https://0251.0376.0251.0376/", "https://100.64.0.1/", "https://100.100.100.200/",
        "https://192.0.0.192/", "https://192.0.2.1/", "https://192.88.99.1/", "https://198.18.0.1/", "https://198.51.100.1/", "https://203.0.113.1/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
        // Names of this machine and this network.
        "https://localhost/", "https://LOCALHOST./", "https://a.localhost/", "https://localhost.localdomain/", "https://ip6-localhost/", "https://metadata/", "https://metadata.google.internal/", "https://printer.local/",
        "https://router.lan/", "https://nas.home.arpa/", "https://intranet/", "https://postgres/", "https://ⓛocalhost/", "https://loca\u00ADlhost/",
        // Numbers that are no address.
        "https://1.2.3.4.5/", "https://256.256.256.256/", "https://a.example.1/", "https://a.0x7f/",
        // Other ports, other schemes.
        "https://8.8.8.8:22/", "https://a.example:25/", "http://a.example:6379/", "https://a.example:8443/", "https://a.example:0/", "http://a.example:5432/", "https://a.example:65535/",
        "file:///etc/passwd", "file://a.example/share", "ftp://a.example/", "gopher://127.0.0.1:6379/_INFO", "dict://127.0.0.1:11211/stats", "ldap://127.0.0.1/", "tftp://127.0.0.1/", "jar:http://127.0.0.1!/", "unix:///var/run/docker.sock",
        "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "netdoc:///etc/passwd", "javascript:fetch('http://127.0.0.1')", "data:text/html,x", "about:blank", "view-source:http://127.0.0.1/", "ws://127.0.0.1/", "wss://127.0.0.1/",
        "//127.0.0.1/", "/etc/passwd", "\\\\127.0.0.1\\c$", "", " ", "https://", "https:///", "https://?", "https://@/", "https://[/", "https://[::1", "https://[127.0.0.1]/", "https://a.example:port/", "https://\0/",
    ]);

    /// <summary>Public addresses that a name may lead to: none of them.</summary>
    public static TheoryData<string> Inner => new(
    [
        "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1",
        "::1", "::", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        // One good address beside a bad one: whichever is taken, the name is not to be trusted.
        "93.184.216.34 127.0.0.1", "93.184.216.34 ::1", "93.184.216.34 93.184.216.34 10.0.0.1", "127.0.0.1 93.184.216.34", "2606:4700::1111 fd00::1",
    ]);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Task.Delay(20);
        Assert.Equal(0, _net.Trapped);
        await _net.DisposeAsync();
    }

    [Fact]
    public void There_are_more_tricks_than_sixty() => Assert.True(Direct.Count > 120, $"{Direct.Count}");

    [Theory]
    [MemberData(nameof(Direct))]
    public async Task No_notation_leads_inside(string address)
    {
        var probe = await _net.Prober().ProbeAsync(address, default);

        Assert.Equal(LinkEnd.Refused, probe.End);
        Assert.False(string.IsNullOrEmpty(probe.Why));
        Assert.Empty(_net.Names.Asked);
    }

    [Theory]
    [MemberData(nameof(Direct))]
    public async Task No_redirect_leads_inside(string address)
    {
        if (address.Trim().Length == 0 || address[0] is '/' or '\\' or '\0')
        {
            // Relative addresses: other tests follow those that lead back to the site.
            address = "//127.0.0.1/";
        }

        _net.Redirect("https://a.example/", address.Replace("\0", "", StringComparison.Ordinal));

        var probe = await _net.Prober().ProbeAsync("https://a.example/", default);

        Assert.Equal(LinkEnd.Refused, probe.End);
        Assert.Single(_net.Requests);
    }

    [Theory]
    [MemberData(nameof(Direct))]
    public async Task No_refresh_leads_inside(string address)
    {
        _net.Html("https://a.example/", $"<meta http-equiv=refresh content=\"0;url={System.Net.WebUtility.HtmlEncode(address.Replace('\'', '"'))}\">");

        await _net.Prober().ProbeAsync("https://a.example/", default);

        Assert.All(_net.Requests, request => Assert.StartsWith("GET https://a.example/", request, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Inner))]
    public async Task No_name_leads_inside(string addresses)
    {
        _net.Names.Set("evil.example", addresses);

        var probe = await _net.Prober().ProbeAsync("https://evil.example/", default);

        Assert.Equal((LinkEnd.Refused, "evil.example leads to no public address"), (probe.End, probe.Why));
    }

    [Theory]
    [MemberData(nameof(Inner))]
    public async Task Nor_does_one_that_answers_well_first_and_otherwise_the_next_time(string addresses)
    {
        _net.Redirect("https://evil.example/", "/x");
        _net.Names.Set("evil.example", "93.184.216.34", addresses);

        var probe = await _net.Prober().ProbeAsync("https://evil.example/", default);

        Assert.Equal(LinkEnd.Refused, probe.End);
        Assert.Equal(["GET https://evil.example/"], _net.Requests);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_for_each_connection()
    {
        _net.Html("https://evil.example/", "");
        _net.Names.Set("evil.example", "93.184.216.34", "127.0.0.1");

        Assert.Equal(LinkEnd.Page, (await _net.Prober().ProbeAsync("https://evil.example/", default)).End);
        Assert.Equal(2, _net.Names.Asked.Count);
    }

    [Theory]
    [InlineData("https://b.example/\r\nSet-Cookie: a=b")]
    [InlineData("https://b.example/\r\n\r\n<meta http-equiv=refresh content='0;url=http://127.0.0.1/'>")]
    [InlineData("https://b.example/\r\n Location: http://127.0.0.1/")]
    [InlineData("https://b.example/\r\nLocation: http://127.0.0.1/")]
    [InlineData("\r\n http://127.0.0.1/")]
    public async Task Line_ends_in_a_location_lead_nowhere_else(string location)
    {
        _net.Html("https://b.example/", "").Redirect("https://a.example/", location);

        var probe = await _net.Prober().ProbeAsync("https://a.example/", default);

        Assert.NotEqual(LinkEnd.NotHttps, probe.End);
        Assert.All(_net.Requests, request => Assert.Matches("^GET https://[ab][.]example/", request));
    }

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://localhost:5432/")]
    public async Task An_alternative_service_and_other_headers_are_not_followed(string address)
    {
        _net.Page("https://a.example/", $"HTTP/1.1 200 OK\nAlt-Svc: h2=\"127.0.0.1:443\"; ma=86400\nLink: <{address}>; rel=preload\nContent-Location: {address}\nContent-Length: 0\n\n");

        Assert.Equal(LinkEnd.Page, (await _net.Prober().ProbeAsync("https://a.example/", default)).End);
        Assert.Single(_net.Requests);
    }

    [Fact]
    public async Task The_sentence_does_not_tell_what_our_resolver_knows()
    {
        _net.Names.Set("intranet.corp.example", "10.20.30.40");
        Assert.DoesNotContain("10.", (await _net.Prober().ProbeAsync("https://intranet.corp.example/", default)).Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_in_the_environment_is_not_used()
    {
        using var proxy = new CountingListener();
        Environment.SetEnvironmentVariable("HTTPS_PROXY", $"http://127.0.0.1:{proxy.Port}");
        try
        {
            _net.Html("https://a.example/", "");
            Assert.Equal(LinkEnd.Page, (await _net.Prober().ProbeAsync("https://a.example/", default)).End);
        }
        finally
        {
            Environment.SetEnvironmentVariable("HTTPS_PROXY", null);
        }

        Assert.Equal(0, proxy.Connections);
    }
}

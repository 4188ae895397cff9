using System.Text;
using Moderation.Campaigns;
using Moderation.Mail.Fetching;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Fetching;

public sealed class LinkProberFuzzTests
{
    private static readonly string[] Seeds =
    [
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 74\r\n\r\n<html><head><base href='/x/'><meta http-equiv=refresh content='0;url=y'></head>",
        "HTTP/1.1 301 Moved Permanently\r\nLocation: //a.example:443/%7Eb/../c?d=é#e\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Type: text/html\r\n\r\n1a\r\n<meta http-equiv='refresh'\r\n19\r\n content='1; url=http://b'>\r\n0\r\nX: y\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 302 Found\r\nRefresh: 0; url='/z'\r\nLocation: https://[::1]/\r\nSet-Cookie: a=b\r\n\r\n",
        "HTTP/1.0 404 Not Found\r\nContent-Encoding: gzip, br\r\nContent-Type: text/html\r\n\r\n\u001f\u008b\b\0\0\0\0\0\0\0",
    ];

    [Fact]
    public void Broken_answers_never_break_the_check()
    {
        var net = TestInternet.Open();
        byte[] answer = [];
        net.Page("https://a.example/", async (stream, ct) => await stream.WriteAsync(answer, ct));
        var prober = net.Prober(new LinkProberOptions { HopTime = TimeSpan.FromSeconds(2), LinkTime = TimeSpan.FromSeconds(4), HostPause = TimeSpan.Zero });

        Fuzz.Run(
            "http-answer",
            [.. Seeds.Select(Encoding.Latin1.GetBytes)],
            input =>
            {
                answer = input;
                var probe = prober.ProbeAsync("https://a.example/", default).GetAwaiter().GetResult();
                Assert.NotEmpty(probe.Hops);
                Assert.Equal(0, net.Trapped);
            },
            "\r\n", "Location: ", "https://", "http://127.0.0.1/", "HTTP/1.1 ", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "refresh", "url=", ":", "//", "[::1]");
    }

    [Fact]
    public void No_text_breaks_the_reading_of_an_address() =>
        Fuzz.Run(
            "web-address",
            [.. ((IEnumerable<object[]>)LinkProberRefusalTests.Direct).Select(row => Encoding.UTF8.GetBytes((string)row[0])), "https://bücher.example:443/a/../b?c=d#e"u8.ToArray()],
            input =>
            {
                if (WebAddress.Read(Encoding.UTF8.GetString(input), new Uri("https://a.example/x/y"), out var address) is null)
                {
                    Assert.True(address.Scheme is "http" or "https" && address.Port is 80 or 443 && address.IdnHost.Length > 0);
                    Assert.True(WebAddress.Literal(address.IdnHost) is not { } literal || PublicAddress.Is(literal));
                }
            },
            "https://", "http:", "//", "\\", "@", "[", "]", "%", ":", ".", "0x7f", "127.0.0.1", "localhost", "xn--", "①", "。");
}

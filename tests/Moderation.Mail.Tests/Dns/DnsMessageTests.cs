using System.Net;
using System.Text;
using Moderation.Mail.Dns;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Dns;

public sealed class DnsMessageTests
{
    [Fact]
    public void A_query_is_as_RFC_1035_draws_it() =>
        Assert.Equal(
            "1234 0100 0001 0000 0000 0001 07 6578616D706C65 03 636F6D 00 000F 0001 00 0029 04D0 00000000 0000".Replace(" ", "", StringComparison.Ordinal),
            Convert.ToHexString(DnsMessage.Query(0x1234, "example.com.", DnsType.Mx, edns: true)));

    [Theory]
    [InlineData("a\\.b.example", "03612E62 07 6578616D706C65 00")]
    [InlineData("a\\032b", "03612062 00")]
    [InlineData("\\255", "01FF 00")]
    [InlineData(".", "00")]
    [InlineData("x", "0178 00")]
    public void Names_keep_odd_octets_through_text_and_back(string text, string hex)
    {
        var wire = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Span<byte> encoded = stackalloc byte[DnsName.MaxWireLength];
        Assert.True(DnsName.TryEncode(text, encoded, out var length));
        Assert.Equal(wire, encoded[..length].ToArray());
        Assert.Equal(text.TrimEnd('.'), new DnsMessageReader(wire).ReadName());
    }

    [Fact]
    public void A_name_may_have_255_octets_and_no_more()
    {
        var longest = string.Join('.', new string('a', 63), new string('b', 63), new string('c', 63), new string('d', 61));
        Assert.True(DnsName.IsValid(longest));
        Assert.True(DnsName.IsValid(longest + "."));
        Assert.False(DnsName.IsValid(longest + "d"));
        Assert.False(DnsName.IsValid(longest + "d."));
        Assert.False(DnsName.IsValid("a." + longest));
    }

    [Fact]
    public void Reverse_names_are_as_the_RFCs_write_them()
    {
        Assert.Equal("1.2.0.192.in-addr.arpa", DnsName.Reverse(IPAddress.Parse("192.0.2.1")));
        Assert.Equal("1.2.0.192.in-addr.arpa", DnsName.Reverse(IPAddress.Parse("::ffff:192.0.2.1")));
        Assert.Equal("b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa", DnsName.Reverse(IPAddress.Parse("4321:0:1:2:3:4:567:89ab")));
    }

    [Fact]
    public void A_name_below_another_ends_at_a_dot()
    {
        Assert.True(DnsName.IsAtOrBelow("a.Example.com", "example.com."));
        Assert.True(DnsName.IsAtOrBelow("example.com", ""));
        Assert.False(DnsName.IsAtOrBelow("badexample.com", "example.com"));
        Assert.False(DnsName.IsAtOrBelow("bad\\.example.com", "example.com"));
        Assert.True(DnsName.IsAtOrBelow("odd\\\\.example.com", "example.com"));
    }

    [Fact]
    public void The_configuration_of_the_machine_is_read()
    {
        var options = SystemDns.Parse("# a comment\nsearch example.com\nnameserver 192.0.2.53\r\nnameserver 2001:db8::53\nnameserver nonsense\noptions edns0 timeout:7 attempts:99\n");
        Assert.Equal(["192.0.2.53:53", "[2001:db8::53]:53"], options.Servers.Select(s => s.ToString()));
        Assert.Equal((TimeSpan.FromSeconds(7), 5), (options.Timeout, options.Rounds));
        Assert.Equal(["127.0.0.1:53"], SystemDns.Parse("").Servers.Select(s => s.ToString()));
        Assert.NotEmpty(DnsOptions.FromSystem().Servers);
    }

    [Fact]
    public void Messages_survive_mutation()
    {
        var zone = new WireZone("example.com MX 10 mx.example.com", "example.com TXT v=spf1 -all", "example.com A 192.0.2.1", "example.com TLSA 03010101FF", "www.example.com CNAME example.com");
        var seeds = new[] { ("example.com", DnsType.Mx), ("example.com", DnsType.Txt), ("www.example.com", DnsType.A), ("example.com", DnsType.Tlsa), ("gone.example", DnsType.A) }
            .Select(q => zone.Answer(DnsMessage.Query(1, q.Item1, q.Item2, edns: true))!).ToList();
        Fuzz.Run<DnsFormatException>(
            "dns-message",
            seeds,
            input =>
            {
                DnsMessage.IsAnswer(input, 1, "example.com", DnsType.A);
                var message = DnsMessage.Parse(input);
                Assert.All(message.Answers, record => Assert.True(record.Name.Length <= 4 * DnsName.MaxWireLength));
                new AliasChain("example.com", DnsType.A).Follow(message);
            },
            "\xC0\x0C", "\xC0\xFF", "\x3F", "\x00\x05\x00\x01", "\xFF\xFF");
    }

    [Fact]
    public void Names_survive_mutation() =>
        Fuzz.Run(
            "dns-name",
            ["example.com"u8.ToArray(), "a\\.b\\255.example."u8.ToArray()],
            input =>
            {
                var wire = new byte[DnsName.MaxWireLength];
                if (DnsName.TryEncode(Encoding.Latin1.GetString(input), wire, out var length))
                {
                    // What can be encoded must read back as the same name.
                    var again = new byte[DnsName.MaxWireLength];
                    Assert.True(DnsName.TryEncode(new DnsMessageReader(wire.AsSpan(0, length)).ReadName(), again, out var size));
                    Assert.Equal(wire[..length], again[..size]);
                }
            },
            "\\", "\\0", "\\256", "..", ".");
}

using System.Text;
using Moderation.Mail.Published;
using Moderation.Mail.Tests.Dns;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Published;

public sealed class HttpsPolicySourceTests
{
    private static readonly Uri Address = new("https://mta-sts.example.com/.well-known/mta-sts.txt");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:192.168.0.1")]
    [InlineData("64:ff9b::a00:1")]
    public async Task A_name_that_leads_inside_is_not_followed(string address)
    {
        using var source = new HttpsPolicySource(new MemoryZone().Address("mta-sts.example.com", "8.8.8.8").Address("mta-sts.example.com", address));
        var fetched = await source.FetchAsync(Address, default);
        Assert.True(fetched.IsKnown);
        Assert.Contains("no public address", fetched.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_an_address_and_one_that_is_unknown_differ()
    {
        using var absent = new HttpsPolicySource(new MemoryZone());
        Assert.True((await absent.FetchAsync(Address, default)).IsKnown);
        using var silent = new HttpsPolicySource(new MemoryZone().Fail("mta-sts.example.com"));
        Assert.False((await silent.FetchAsync(Address, default)).IsKnown);
    }

    [Fact]
    public void A_star_stands_for_one_label()
    {
        Assert.Null(MtaStsPolicy.Parse("version: STSv1\nmode: enforce\nmx: *.example.com\nmx: mx.example.net\nmax_age: 1\n", out var policy));
        Assert.True(policy!.Allows("a.example.com."));
        Assert.True(policy.Allows("MX.example.net"));
        Assert.False(policy.Allows("a.b.example.com"));
        Assert.False(policy.Allows("example.com"));
        Assert.False(policy.Allows("com"));
    }

    [Fact]
    public void Policies_survive_mutation() =>
        Fuzz.Run(
            "mta-sts",
            ["version: STSv1\r\nmode: enforce\r\nmx: *.example.com\r\nmx: mx.example.net\r\nmax_age: 604800\r\n"u8.ToArray()],
            input =>
            {
                if (MtaStsPolicy.Parse(Encoding.UTF8.GetString(input), out var policy) is null)
                {
                    policy!.Allows("mx.example.com");
                }
            },
            "mx: ", "*.", "\n", "max_age: ", ":");
}

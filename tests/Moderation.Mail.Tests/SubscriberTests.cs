using System.Net;

namespace Moderation.Mail.Tests;

public sealed class SubscriberTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")]
    [InlineData("fe80::1%4", "fe80::")]
    [InlineData("::1", "::")]
    public void An_IPv6_address_stands_for_its_network_of_64_bits(string address, string subscriber) =>
        Assert.Equal(IPAddress.Parse(subscriber), Subscriber.Of(IPAddress.Parse(address)));
}

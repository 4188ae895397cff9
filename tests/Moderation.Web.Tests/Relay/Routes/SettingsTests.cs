using Microsoft.Extensions.Configuration;
using Moderation.Delivery;
using Moderation.Web.Relay;
using Moderation.Web.Relay.Routes;

namespace Moderation.Web.Tests.Relay.Routes;

/// <summary>Pace, restraint and patience as somebody configures them.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Nothing_configured_is_what_the_program_knows()
    {
        var shaping = Shaping();

        Assert.Equal(BackOffRules.Default.Rules, shaping.BackOffs.Rules);
        Assert.Equal(BackOffRules.Default.Generic, shaping.BackOffs.Generic);
        Assert.Equal(Provider.Known, shaping.Providers);
        Assert.Equal((RetryPolicy.Default.Delays, TimeSpan.FromDays(4)), (Relay().Retry.Delays, Relay().Retry.GiveUpAfter));
    }

    [Fact]
    public void Rates_rules_steps_and_the_span_of_tries_are_configured()
    {
        var shaping = Shaping(
            ("Providers:google:Connections", "8"), ("Providers:google:MessagesPerHour", "20000"),
            ("BackOffs:0:Provider", "gmx"), ("BackOffs:0:Words:0", "too fast"), ("BackOffs:0:Name", "GMX: too fast"), ("BackOffs:0:Length", "00:20:00"), ("BackOffs:0:Rate", "0.5"),
            ("BackOff:Length", "01:00:00"), ("BackOff:Connections", "2"));
        var google = shaping.Providers[0];

        Assert.Equal((8, 50, 20_000), (google.Connections, google.MessagesPerConnection, google.MessagesPerHour));
        var gmx = shaping.Providers.Single(provider => provider.Key == "gmx");
        Assert.Equal(new BackOff("GMX: too fast", TimeSpan.FromMinutes(20), 0.5), shaping.BackOffs.Read(gmx, 451, "4.7.0", "You are TOO FAST"));
        Assert.Equal(new BackOff("Deferred", TimeSpan.FromHours(1), 1, 2), shaping.BackOffs.Read(google, 451, "4.7.0", "You are too fast"));

        var retry = Relay(("RetryDelays:0", "00:30:00"), ("RetryDelays:1", "02:00:00"), ("GiveUpAfter", "5.00:00:00")).Retry;
        Assert.Equal([TimeSpan.FromMinutes(30), TimeSpan.FromHours(2)], retry.Delays);
        Assert.Equal(TimeSpan.FromDays(5), retry.GiveUpAfter);
    }

    [Theory]
    [InlineData("Providers:goggle:Connections", "8", "no such provider")]
    [InlineData("Providers:google:MessagesPerHour", "0", "at least 1")]
    [InlineData("Providers:google:Connections", "many", "many")]
    [InlineData("BackOff:Rate", "1.5", "a share from 0")]
    [InlineData("BackOff:Length", "2.00:00:00", "at most a day")]
    [InlineData("BackOff:Length", "soon", "soon")]
    [InlineData("BackOffs:0:Name", "Something", "Words is empty")]
    [InlineData("BackOffs:0:Words:0", "slow down", "a Name for people and a Length")]
    [InlineData("BackOffs:0:Provider", "nobody", "one of google")]
    public void What_cannot_be_is_refused_at_the_start_with_its_place(string key, string value, string says)
    {
        var refused = Assert.Throws<StartRefusedException>(() => Shaping((key, value)));

        Assert.Contains("Relay:Shaping", refused.Message, StringComparison.Ordinal);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RetryDelays:0", "00:00:00")]
    [InlineData("GiveUpAfter", "-1.00:00:00")]
    [InlineData("GiveUpAfter", "15.00:00:00")]
    [InlineData("GiveUpAfter", "later")]
    [InlineData("Look", "00:00:00")]
    public void A_span_of_tries_that_cannot_be_is_refused(string key, string value) =>
        Assert.Contains("Relay:", Assert.Throws<StartRefusedException>(() => Relay((key, value))).Message, StringComparison.Ordinal);

    private static ShapingOptions Shaping(params (string Key, string Value)[] settings) => ShapingOptions.From(Configuration("Relay:Shaping:", settings));

    private static RelayOptions Relay(params (string Key, string Value)[] settings) => RelayOptions.From(Configuration("Relay:", settings));

    private static IConfiguration Configuration(string section, (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(section + setting.Key, (string?)setting.Value))).Build();
}

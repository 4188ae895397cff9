using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Account;

namespace Moderation.Tests.Rules.Account;

public sealed class VolumeThreePointSixTests
{
    private static readonly VolumeThreePointSix Rule = new();

    [Fact]
    public void One_message_beyond_the_limit_holds_and_shows_the_arithmetic()
    {
        var finding = Assert.Single(Check(sent: 3601, contacts: 1000, recipients: 500));

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("3,601", finding.Evidence.Of("messages in seven days"));
        Assert.Equal("1,000", finding.Evidence.Of("contacts opted in"));
        Assert.Equal("3.6 × 1,000 = 3,600", finding.Evidence.Of("limit"));
        Assert.Equal("-1", finding.Evidence.Of("left before this mailing"));
        Assert.Equal("4,101", finding.Evidence.Of("with this mailing"));
        Assert.Equal("1", finding.Evidence.Of("excess"));
    }

    [Fact]
    public void The_limit_is_not_rounded()
    {
        Assert.Equal("0.4", Assert.Single(Check(sent: 4, contacts: 1, recipients: 0)).Evidence.Of("excess"));
        Assert.Empty(Check(sent: 3, contacts: 1, recipients: 0));
    }

    [Fact]
    public void The_mailing_that_crosses_passes_with_a_warning()
    {
        var finding = Assert.Single(Check(sent: 3600, contacts: 1000, recipients: 1));

        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Contains("crosses the limit", finding.Message, StringComparison.Ordinal);
        Assert.Null(VolumeThreePointSix.ExcessIn([finding]));
    }

    [Fact]
    public void The_mailing_that_reaches_the_limit_exactly_passes_in_silence() => Assert.Empty(Check(sent: 2600, contacts: 1000, recipients: 1000));

    [Fact]
    public void By_policy_the_crossing_mailing_counts_too()
    {
        var policy = Thresholds.Default with { VolumeCountsThisMailing = true };
        var crossing = Rule.Check(Sample.From(volume: new VolumeFacts(3600L, 1000L, 1L, [])), policy);

        Assert.Equal(Severity.Hold, Assert.Single(crossing).Severity);
        Assert.Empty(Rule.Check(Sample.From(volume: new VolumeFacts(3599L, 1000L, 1L, [])), policy));
    }

    [Fact]
    public void Without_any_contact_even_the_first_mailing_is_held()
    {
        var finding = Assert.Single(Check(sent: 0, contacts: 0, recipients: 10));

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("not by waiting", finding.Evidence.Of("frees"));
    }

    [Fact]
    public void It_frees_when_enough_has_left_the_seven_days()
    {
        var leaving = new Leaving[] { new(Sample.Now.AddHours(5), 300), new(Sample.Now.AddHours(1), 50), new(Sample.Now.AddHours(2), 49), new(Sample.Now.AddHours(3), 1) };

        Assert.Equal("2026-03-01 12:00 UTC", Assert.Single(Check(3700, 1000, 1, leaving)).Evidence.Of("frees"));
        Assert.Contains("cannot be told", Assert.Single(Check(9000, 1000, 1, leaving)).Evidence.Of("frees"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3700, null, true)]
    [InlineData(3700, 99, true)]
    [InlineData(3700, 100, false)]
    [InlineData(3650, 100, false)]
    public void An_approval_covers_the_excess_that_it_showed(long sent, int? approved, bool held) =>
        Assert.Equal(held, Rule.Check(Sample.From(volume: new VolumeFacts(sent, 1000L, 10L, [], approved))).Count > 0);

    [Fact]
    public void The_excess_that_an_approval_covers_is_read_from_its_findings()
    {
        var held = Check(sent: 12_345, contacts: 1, recipients: 1);

        Assert.Equal(12_341.4m, VolumeThreePointSix.ExcessIn(held));
        Assert.Empty(Rule.Check(Sample.From(volume: new VolumeFacts(12_345L, 1L, 1L, [], VolumeThreePointSix.ExcessIn(held)))));
        Assert.Empty(Rule.Check(Sample.From(volume: new VolumeFacts(0L, 0L, 1L, [], VolumeThreePointSix.ExcessIn(Check(0, 0, 1))))));
    }

    [Fact]
    public void What_is_unknown_holds_and_says_what()
    {
        var finding = Assert.Single(Rule.Check(Sample.From(volume: new VolumeFacts(1L, Fact.Unknown<long>("the count timed out"), 1L, []))));

        Assert.True(finding.Unchecked);
        Assert.Contains("contacts opted in: the count timed out", finding.Message, StringComparison.Ordinal);
    }

    private static List<Finding> Check(long sent, long contacts, long recipients, params Leaving[] leaving) =>
        Rule.Check(Sample.From(volume: new VolumeFacts(sent, contacts, recipients, leaving)));
}

using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Audience;

namespace Moderation.Tests.Rules.Audience;

public sealed class RoleAddressesTests
{
    private static readonly RoleAddresses Rule = new();

    [Fact]
    public void Role_and_throw_away_addresses_are_summed_up_and_advised_on()
    {
        var finding = Assert.Single(Check(900, 6, 3));

        Assert.Equal("audience.role", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("6", finding.Evidence.Of("role addresses"));
        Assert.Equal("3", finding.Evidence.Of("throw-away addresses"));
        Assert.Equal("1.0 %", finding.Evidence.Of("share"));
    }

    [Fact]
    public void Fewer_pass_and_so_does_a_list_too_short_to_tell()
    {
        Assert.Empty(Check(900, 6, 2));
        Assert.Empty(Check(19, 5, 5));
    }

    [Fact]
    public void One_of_the_two_counts_suffices() =>
        Assert.Equal("unknown: the list is not there", Assert.Single(Check(900, 30, Fact.Unknown<long>("the list is not there"))).Evidence.Of("throw-away addresses"));

    private static List<Finding> Check(long recipients, long roles, Fact<long> disposable) =>
        Rule.Check(Sample.To(new AudienceFacts { Recipients = recipients, RoleAddresses = roles, DisposableAddresses = disposable }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

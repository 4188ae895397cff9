using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Sender;

namespace Moderation.Tests.Rules.Sender;

public sealed class FreemailTests
{
    private static readonly Freemail Rule = new();

    [Theory]
    [InlineData("gmail.com")]
    [InlineData("yahoo.co.uk")]
    [InlineData("hotmail.fr")]
    [InlineData("WEB.de")]
    [InlineData("wp.pl")]
    public void A_from_at_a_free_mail_domain_is_blocked(string domain)
    {
        var finding = Assert.Single(Check("lighthouse@" + domain));

        Assert.Equal("sender.freemail", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(domain.ToLowerInvariant(), finding.Evidence.Of("domain"));
    }

    [Theory]
    [InlineData("gmail.lighthouse.example")]
    [InlineData("mygmail.com")]
    [InlineData("web.design")]
    public void A_name_that_only_sounds_like_it_passes(string domain) => Assert.Empty(Check("keeper@" + domain));

    [Fact]
    public void Answers_may_go_to_one() =>
        Assert.Empty(Rule.Check(new Submission(Sample.Clean().Content with { ReplyTo = EmailAddress.Parse("lighthouse@gmail.com") })));

    private static List<Finding> Check(string from) => Rule.Check(new Submission(Sample.Clean().Content with { FromAddress = EmailAddress.Parse(from) }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Sender;

namespace Moderation.Tests.Rules.Sender;

public sealed class ReplyToTests
{
    private static readonly ReplyTo Rule = new();

    [Fact]
    public void Answers_that_go_nowhere_are_advised_on_with_what_was_seen()
    {
        var finding = Assert.Single(Check(new Proof(false, "gone.example has no MX and no address"), "keeper@gone.example"));

        Assert.Equal("sender.reply-to", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("Reply-To", finding.Evidence.Of("field"));
        Assert.Equal("keeper@gone.example", finding.Evidence.Of("address"));
        Assert.Equal("gone.example has no MX and no address", finding.Evidence.Of("seen"));
    }

    [Fact]
    public void Without_a_reply_to_answers_go_to_from() => Assert.Equal("From", Assert.Single(Check(new Proof(false, "no MX"), null)).Evidence.Of("field"));

    [Fact]
    public void What_takes_mail_or_was_not_asked_passes()
    {
        Assert.Empty(Check(new Proof(true, "MX mail.lighthouse.example"), "keeper@lighthouse.example"));
        Assert.Empty(Check(Fact.Unknown<Proof>("no answer"), "keeper@lighthouse.example"));
    }

    private static List<Finding> Check(Fact<Proof> replies, string? replyTo)
    {
        var domain = DomainName.Parse("lighthouse.example");
        return Rule.Check(new Submission(Sample.Clean().Content with { ReplyTo = replyTo is null ? null : EmailAddress.Parse(replyTo) })
        {
            Sender = new SenderFacts { SigningDomain = domain, EnvelopeDomain = domain, At = Sample.Now, Replies = replies },
        });
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

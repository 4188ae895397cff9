using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Sender;

namespace Moderation.Tests.Rules.Sender;

public sealed class NoReplyTests
{
    private static readonly NoReply Rule = new();

    [Theory]
    [InlineData("noreply@lighthouse.example")]
    [InlineData("no-reply@lighthouse.example")]
    [InlineData("No.Reply+news@lighthouse.example")]
    [InlineData("news-noreply@lighthouse.example")]
    [InlineData("do_not_reply@lighthouse.example")]
    [InlineData("nepasrepondre@lighthouse.example")]
    public void An_address_that_tells_readers_not_to_answer_is_advised_on(string address)
    {
        var finding = Assert.Single(Check(address, null));

        Assert.Equal("sender.noreply", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("From", finding.Evidence.Of("field"));
        Assert.Equal(address, finding.Evidence.Of("address"));
    }

    [Fact]
    public void So_is_one_in_reply_to() => Assert.Equal("Reply-To", Assert.Single(Check("keeper@lighthouse.example", "noreply@lighthouse.example")).Evidence.Of("field"));

    [Theory]
    [InlineData("reply@lighthouse.example")]
    [InlineData("norbert@lighthouse.example")]
    [InlineData("keeper@noreply.example")]
    public void Others_pass(string address) => Assert.Empty(Check(address, null));

    private static List<Finding> Check(string from, string? replyTo) =>
        Rule.Check(new Submission(Sample.Clean().Content with { FromAddress = EmailAddress.Parse(from), ReplyTo = replyTo is null ? null : EmailAddress.Parse(replyTo) }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

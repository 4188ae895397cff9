using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class MailUnsendableTests
{
    private static readonly MailUnsendable Rule = new();

    [Fact]
    public void What_the_message_writer_refuses_is_blocked_in_its_words()
    {
        var finding = Assert.Single(Rule.Check(new Submission(Sample.Clean().Content) { Unsendable = "The From name has a line break in it." }));

        Assert.Equal("mail.unsendable", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("The From name has a line break in it.", finding.Message);
        Assert.Equal("the message writer", finding.Evidence.Of("said by"));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

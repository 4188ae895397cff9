using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Audience;

namespace Moderation.Tests.Rules.Audience;

public sealed class FrequencyTests
{
    private static readonly Frequency Rule = new();

    [Fact]
    public void Those_who_would_get_a_fifth_mail_are_counted_and_advised_on()
    {
        var finding = Assert.Single(Check((1, 500), (4, 40), (6, 2)));

        Assert.Equal("audience.frequency", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal("40 recipients", finding.Evidence.Of("5 mails"));
        Assert.Equal("2 recipients", finding.Evidence.Of("7 mails"));
        Assert.Contains("42 of 1,000", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fourth_mail_passes()
    {
        Assert.Empty(Check((3, 900)));
        Assert.Empty(Check((5, 0)));
        Assert.Empty(Check());
    }

    [Fact]
    public void What_nobody_counted_is_not_advised_on() => Assert.Empty(Rule.Check(Sample.To(new AudienceFacts { Recipients = 1_000 })));

    private static List<Finding> Check(params (int Mails, long Recipients)[] mails) =>
        Rule.Check(Sample.To(new AudienceFacts { Recipients = 1_000, MailsInSevenDays = Fact.Known<IReadOnlyDictionary<int, long>>(mails.ToDictionary(pair => pair.Mails, pair => pair.Recipients)) }));

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

using Moderation.Rules;

namespace Moderation.Tests.Rules.Content;

/// <summary>What holds for each rule that advises on a letter in which some words are missing.</summary>
public abstract class WordsOfALetterTests(IRule rule, string code, string lookedFor)
{
    private const string Letter = "<p>The first storm of the season took two roof tiles and left us a crate of novels.</p>";

    [Fact]
    public void A_letter_without_it_is_advised_on_at_its_end()
    {
        var finding = Assert.Single(rule.Check(Sample.Mail(Letter + "\n<p>Bye for <b>now</b></p>")));

        Assert.Equal(code, finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Contains(lookedFor, finding.Evidence.Of("looked for"), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_is_not_advised_on()
    {
        Assert.Empty(rule.Check(Sample.Mail("<img src=https://a.example/1.png>")));
        Assert.Empty(rule.Check(Sample.Mail("<p>" + "สวัสดีทุกคน ".Times(40) + "</p>")));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(rule.Check(Sample.Clean()));

    protected void AssertSuffices(string words)
    {
        Assert.Empty(rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));
        Assert.Empty(rule.Check(Sample.Mail(Letter, $"The first storm\n{words}\n")));
    }

    protected void AssertDoesNotSuffice(string words) => Assert.Single(rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));
}

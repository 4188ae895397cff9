using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class SenderIdentityTests
{
    private static readonly SenderIdentity Rule = new();

    private const string Letter = "<p>The first storm of the season took two roof tiles and left us a crate of novels.</p>";

    [Fact]
    public void A_letter_without_it_is_advised_on_at_its_end()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Letter + "\n<p>Bye for <b>now</b></p>")));

        Assert.Equal("content.sender-identity", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Contains("post codes", finding.Evidence.Of("looked for"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lighthouse Books, 4 Harbour Quay, Port Ellery")]
    [InlineData("Lighthouse Books · Hafenstraße 4 · 20457 Hamburg")]
    [InlineData("Damrak 12, 1012 LG Amsterdam")]
    [InlineData("12 rue de la Paix, 75002 Paris")]
    [InlineData("ul. Długa 5, 00-238 Warszawa")]
    [InlineData("Via Roma 7, 00184 Roma")]
    [InlineData("Calle Mayor 3, 28013 Madrid")]
    [InlineData("Rua Augusta 24, 1100-053 Lisboa")]
    [InlineData("PO Box 12, Austin, TX 78701")]
    [InlineData("London SW1A 2AA")]
    [InlineData("Lighthouse Books Ltd")]
    [InlineData("Lighthouse GmbH")]
    [InlineData("P.IVA 01234567890")]
    [InlineData("NIP: 123-456-78-90")]
    [InlineData("Storgatan 1, 111 23 Stockholm")]
    public void Whatever_the_language_and_the_part_it_suffices(string words)
    {
        Assert.Empty(Rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));
        Assert.Empty(Rule.Check(Sample.Mail(Letter, $"The first storm\n{words}\n")));
    }

    [Theory]
    [InlineData("© 2026 Lighthouse")]
    [InlineData("2026 Lighthouse Books")]
    [InlineData("Come along this way")]
    [InlineData("It was 20 years ago")]
    public void Words_that_only_look_like_it_do_not(string words) => Assert.Single(Rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));

    [Fact]
    public void What_cannot_be_read_is_not_advised_on()
    {
        Assert.Empty(Rule.Check(Sample.Mail("<img src=https://a.example/1.png>")));
        Assert.Empty(Rule.Check(Sample.Mail("<p>" + "สวัสดีทุกคน ".Times(40) + "</p>")));
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));
}

using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class PermissionReminderTests
{
    private static readonly PermissionReminder Rule = new();

    private const string Letter = "<p>The first storm of the season took two roof tiles and left us a crate of novels.</p>";

    [Fact]
    public void A_letter_without_it_is_advised_on_at_its_end()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Letter + "\n<p>Bye for <b>now</b></p>")));

        Assert.Equal("content.permission-reminder", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Contains("You receive this", finding.Evidence.Of("looked for"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("You receive this letter because you signed up in our shop.")]
    [InlineData("You&rsquo;re receiving\n   this <b>email</b> since you are a customer")]
    [InlineData("Sie erhalten diesen Newsletter, weil Sie sich angemeldet haben.")]
    [InlineData("Vous recevez cet e-mail car vous êtes inscrit.")]
    [InlineData("Recibes este correo porque te has suscrito.")]
    [InlineData("Ricevi questa email perché sei iscritto.")]
    [InlineData("Otrzymujesz tę wiadomość, ponieważ zapisałeś się.")]
    [InlineData("Je ontvangt deze e-mail omdat je klant bent.")]
    [InlineData("Você está recebendo este e-mail.")]
    public void Whatever_the_language_and_the_part_it_suffices(string words)
    {
        Assert.Empty(Rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));
        Assert.Empty(Rule.Check(Sample.Mail(Letter, $"The first storm\n{words}\n")));
    }

    [Theory]
    [InlineData("You will love it")]
    [InlineData("Sie sind uns wichtig")]
    [InlineData("All receivers are on sale")]
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

using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class PermissionReminderTests() : WordsOfALetterTests(new PermissionReminder(), "content.permission-reminder", "You receive this")
{
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
    public void Whatever_the_language_and_the_part_it_suffices(string words) => AssertSuffices(words);

    [Theory]
    [InlineData("You will love it")]
    [InlineData("Sie sind uns wichtig")]
    [InlineData("All receivers are on sale")]
    public void Words_that_only_look_like_it_do_not(string words) => AssertDoesNotSuffice(words);
}

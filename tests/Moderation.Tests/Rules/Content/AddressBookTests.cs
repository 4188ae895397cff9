using Moderation.Rules;
using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class AddressBookTests
{
    private static readonly AddressBook Rule = new();

    private const string Letter = "<p>The first storm of the season took two roof tiles and left us a crate of novels.</p>";

    [Fact]
    public void A_letter_without_it_is_advised_on_at_its_end()
    {
        var finding = Assert.Single(Rule.Check(Sample.Mail(Letter + "\n<p>Bye for <b>now</b></p>")));

        Assert.Equal("content.address-book", finding.Rule);
        Assert.Equal(Severity.Advise, finding.Severity);
        Assert.Equal(2, finding.Where!.Line);
        Assert.Contains("address book", finding.Evidence.Of("looked for"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Add keeper@lighthouse.example to your address book.")]
    [InlineData("So that it finds you, add us to your contacts.")]
    [InlineData("Nehmen Sie uns in Ihr Adressbuch auf.")]
    [InlineData("Ajoutez-nous à votre carnet d’adresses")]
    [InlineData("Añádenos a tu lista de contactos")]
    [InlineData("Aggiungici alla tua rubrica")]
    [InlineData("Dodaj nas do książki adresowej")]
    [InlineData("Voeg ons toe aan je adresboek")]
    [InlineData("Adicione-nos à sua lista de contatos")]
    public void Whatever_the_language_and_the_part_it_suffices(string words)
    {
        Assert.Empty(Rule.Check(Sample.Mail($"{Letter}<p>{words}</p>")));
        Assert.Empty(Rule.Check(Sample.Mail(Letter, $"The first storm\n{words}\n")));
    }

    [Theory]
    [InlineData("Contact us by mail")]
    [InlineData("Books with many an address")]
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

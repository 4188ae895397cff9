using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class AddressBookTests() : WordsOfALetterTests(new AddressBook(), "content.address-book", "address book")
{
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
    public void Whatever_the_language_and_the_part_it_suffices(string words) => AssertSuffices(words);

    [Theory]
    [InlineData("Contact us by mail")]
    [InlineData("Books with many an address")]
    public void Words_that_only_look_like_it_do_not(string words) => AssertDoesNotSuffice(words);
}

using Moderation.Rules.Content;

namespace Moderation.Tests.Rules.Content;

public sealed class SenderIdentityTests() : WordsOfALetterTests(new SenderIdentity(), "content.sender-identity", "post codes")
{
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
    public void Whatever_the_language_and_the_part_it_suffices(string words) => AssertSuffices(words);

    [Theory]
    [InlineData("© 2026 Lighthouse")]
    [InlineData("2026 Lighthouse Books")]
    [InlineData("Come along this way")]
    [InlineData("It was 20 years ago")]
    public void Words_that_only_look_like_it_do_not(string words) => AssertDoesNotSuffice(words);
}

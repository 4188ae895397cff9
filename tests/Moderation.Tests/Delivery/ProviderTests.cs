using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class ProviderTests
{
    [Theory]
    [InlineData("gmail-smtp-in.l.google.com.", "google")]
    [InlineData("ASPMX.L.GOOGLE.COM", "google")]
    [InlineData("mta5.am0.yahoodns.net", "yahoo")]
    [InlineData("hotmail-com.olc.protection.outlook.com", "outlook")]
    [InlineData("contoso-com.mail.protection.outlook.com", "outlook")]
    [InlineData("mx01.mail.icloud.com", "icloud")]
    [InlineData("mx00.gmx.net", "gmx")]
    [InlineData("mx-ha02.web.de", "gmx")]
    [InlineData("smtp-in.orange.fr", "orange")]
    [InlineData("mail.notgoogle.com", "other")]
    [InlineData("google.com.evil.example", "other")]
    [InlineData("", "other")]
    public void A_provider_is_known_by_its_servers(string host, string key) => Assert.Equal(key, Provider.OfExchanger(host, Provider.Known).Key);
}

using System.Security.Cryptography;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed class DkimKeyTests
{
    [Fact]
    public void A_new_key_has_2048_bits_and_survives_export()
    {
        using var key = DkimKey.Create();
        using var copy = DkimKey.FromPkcs8(key.ToPkcs8());
        Assert.Equal(2048, key.Rsa.KeySize);
        Assert.Equal(key.TxtRecord, copy.TxtRecord);
    }

    [Fact]
    public void The_record_is_cut_into_strings_that_dns_can_hold()
    {
        using var key = DkimKey.Create();
        Assert.StartsWith("v=DKIM1; k=rsa; p=MIIB", key.TxtRecord, StringComparison.Ordinal);
        Assert.Equal(key.TxtRecord, string.Concat(key.TxtStrings));
        Assert.Equal(2, key.TxtStrings.Count);
        Assert.All(key.TxtStrings, s => Assert.InRange(s.Length, 1, 255));
    }

    [Fact]
    public void A_short_key_is_refused()
    {
        using var rsa = RSA.Create(1024);
        Assert.Throws<CryptographicException>(() => DkimKey.FromPkcs8(rsa.ExportPkcs8PrivateKey()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..b")]
    [InlineData("a b")]
    [InlineData("a\r\nb")]
    [InlineData("a;b")]
    public void A_selector_that_could_change_the_record_name_is_refused(string selector) =>
        Assert.Throws<ArgumentException>(() => DkimKey.RecordName(selector, DomainName.Parse("example.com")));

    [Fact]
    public void The_record_name_is_below_the_domain() =>
        Assert.Equal("s1.2026._domainkey.example.com", DkimKey.RecordName("s1.2026", DomainName.Parse("example.com")));
}

using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Data;

public sealed class SealedTests
{
    private readonly byte[] _secret = Encoding.UTF8.GetBytes("a private key");
    private readonly Sealed _seal = new(Key(RandomNumberGenerator.GetBytes(32)));

    [Fact]
    public void What_is_sealed_opens_again_and_never_looks_the_same()
    {
        var (first, second) = (_seal.Seal("dkim", _secret), _seal.Seal("dkim", _secret));
        Assert.Equal(_secret, _seal.Open("dkim", first));
        Assert.NotEqual(first, second);
        Assert.Equal(-1, first.AsSpan().IndexOf(_secret));
    }

    [Fact]
    public void A_secret_of_one_kind_does_not_open_as_another() =>
        Assert.ThrowsAny<CryptographicException>(() => _seal.Open("token", _seal.Seal("dkim", _secret)));

    [Fact]
    public void Another_key_opens_nothing() =>
        Assert.ThrowsAny<CryptographicException>(() => new Sealed(Key(RandomNumberGenerator.GetBytes(32))).Open("dkim", _seal.Seal("dkim", _secret)));

    [Fact]
    public void No_changed_byte_and_no_part_of_it_opens()
    {
        var box = _seal.Seal("dkim", _secret);
        for (var i = 0; i < box.Length; i++)
        {
            var changed = box.ToArray();
            changed[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => _seal.Open("dkim", changed));
            Assert.ThrowsAny<CryptographicException>(() => _seal.Open("dkim", box.AsSpan(0, i)));
        }
    }

    [Theory]
    [InlineData("too short")]
    [InlineData("MTIzNDU2Nzg=")]
    public void A_master_key_of_the_wrong_size_stops_the_start(string key) =>
        Assert.Contains("32 bytes", Assert.Throws<StartRefusedException>(() => Load(key, "Development")).Message, StringComparison.Ordinal);

    [Fact]
    public void Production_makes_no_key_of_its_own() =>
        Assert.Contains("openssl rand", Assert.Throws<StartRefusedException>(() => Load(null, "Production")).Message, StringComparison.Ordinal);

    private static MasterKey Key(byte[] bytes) => Load(Convert.ToBase64String(bytes), "Production");

    private static MasterKey Load(string? key, string environment) => MasterKey.Load(
        new ConfigurationBuilder().AddInMemoryCollection([new("Keys:Master", key)]).Build(), new TestEnvironment { EnvironmentName = environment });
}

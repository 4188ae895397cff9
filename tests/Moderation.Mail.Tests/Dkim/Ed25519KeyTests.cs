using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed class Ed25519KeyTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    // RFC 8032 §7.1, tests 1, 2 and 3.
    [Theory]
    [InlineData("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void The_vectors_of_the_rfc_hold(string seed, string publicKey, string data, string signature)
    {
        using var key = Ed25519Key.FromSeed(Convert.FromHexString(seed));
        Assert.Equal(publicKey, Convert.ToHexStringLower(key.PublicKey));
        var made = new byte[Ed25519Key.SignatureBytes];
        key.Sign(Convert.FromHexString(data), made);
        Assert.Equal(signature, Convert.ToHexStringLower(made));

        using var other = Ed25519Key.FromPublicKey(key.PublicKey);
        Assert.True(other.Verify(Convert.FromHexString(data), made));
        made[7] ^= 1;
        Assert.False(other.Verify(Convert.FromHexString(data), made));
        Assert.Throws<CryptographicException>(() => other.Sign([1], made));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused(int length)
    {
        Assert.Throws<CryptographicException>(() => Ed25519Key.FromSeed(new byte[length]));
        Assert.Throws<CryptographicException>(() => Ed25519Key.FromPublicKey(new byte[length]));
    }

    [Fact]
    public async Task Two_signatures_stand_side_by_side_and_each_is_judged_by_its_own_key()
    {
        using var rsa = DkimKey.Create();
        using var ed25519 = Ed25519Key.Create(out _);
        var domain = DomainName.Parse("example.com");
        var header = "From: a@example.com\r\nSubject: Two\r\n"u8.ToArray();
        var body = "Once signed,\r\ntwice checked.\r\n"u8.ToArray();
        var output = new ArrayBufferWriter<byte>();
        new DkimSigner(domain, "r1", rsa.Rsa).Sign(header, body, At, output);
        new DkimSigner(domain, "e1", ed25519).Sign(header, body, At, output);
        byte[] message = [.. output.WrittenSpan, .. header, .. "\r\n"u8, .. body];

        var records = new Dictionary<string, string> { ["r1._domainkey.example.com"] = rsa.TxtRecord, ["e1._domainkey.example.com"] = ed25519.TxtRecord };
        Assert.Equal([DkimVerdict.Pass, DkimVerdict.Pass], await VerdictsAsync(message, records));

        records["e1._domainkey.example.com"] = rsa.TxtRecord;
        Assert.Equal([DkimVerdict.Pass, DkimVerdict.PermError], await VerdictsAsync(message, records));
        records["e1._domainkey.example.com"] = "v=DKIM1; k=ed25519; p=" + Convert.ToBase64String(new byte[31]);
        Assert.Equal([DkimVerdict.Pass, DkimVerdict.PermError], await VerdictsAsync(message, records));

        var changed = Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(message).Replace("Subject: Two", "Subject: Too", StringComparison.Ordinal));
        records["e1._domainkey.example.com"] = ed25519.TxtRecord;
        Assert.Equal([DkimVerdict.Fail, DkimVerdict.Fail], await VerdictsAsync(changed, records));
    }

    private static async Task<IEnumerable<DkimVerdict>> VerdictsAsync(byte[] message, Dictionary<string, string> records)
    {
        var verifier = new DkimVerifier((name, _) => ValueTask.FromResult<IReadOnlyList<string>>([records[name]]));
        return (await verifier.VerifyAsync(message, At, default)).Select(result => result.Verdict);
    }
}

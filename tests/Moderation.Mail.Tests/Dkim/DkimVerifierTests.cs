using System.Security.Cryptography;
using System.Text;
using Moderation.Mail.Dkim;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Mail.Tests.Dkim;

public sealed class DkimVerifierTests
{
    // RFC 6376 Appendix A.2, with the key of Appendix C.
    private const string RfcKey =
        "v=DKIM1; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkMoGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/RtdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToIMmPSPDdQPNUYckcQ2QIDAQAB";

    private const string RfcMessage = """
        DKIM-Signature: v=1; a=rsa-sha256; s=brisbane; d=example.com;
              c=simple/simple; q=dns/txt; i=joe@football.example.com;
              h=Received : From : To : Subject : Date : Message-ID;
              bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;
              b=AuUoFEfDxTDkHlLXSZEpZj79LICEps6eda7W3deTVFOk4yAUoqOB
              4nujc7YopdG5dWLSdNg6xNAZpOPr+kHxt1IrE+NahM6L/LbvaHut
              KVdkLLkpVaVVQPzeRDI009SO2Il5Lu7rDNH6mZckBdrIx0orEtZV
              4bmp/YzhwvcubU4=;
        Received: from client1.football.example.com  [192.0.2.1]
              by submitserver.example.com with SUBMISSION;
              Fri, 11 Jul 2003 21:01:54 -0700 (PDT)
        From: Joe SixPack <joe@football.example.com>
        To: Suzie Q <suzie@shopping.example.net>
        Subject: Is dinner ready?
        Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)
        Message-ID: <20030712040037.46341.5F8J@football.example.com>

        Hi.

        We lost the game. Are you hungry yet?

        Joe.

        """;

    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task The_example_of_the_rfc_passes()
    {
        var result = Assert.Single(await VerifyAsync(RfcMessage, RfcKey));
        Assert.Equal(DkimVerdict.Pass, result.Verdict);
        Assert.Equal("example.com", result.Domain);
        Assert.Equal("brisbane", result.Selector);
        Assert.Equal(["Received", "From", "To", "Subject", "Date", "Message-ID"], result.SignedHeaders);
    }

    [Fact]
    public async Task The_key_is_looked_up_below_the_signing_domain()
    {
        string? asked = null;
        var verifier = new DkimVerifier((name, _) =>
        {
            asked = name;
            return ValueTask.FromResult<IReadOnlyList<string>>([RfcKey]);
        });
        await verifier.VerifyAsync(Wire(RfcMessage), Now, default);
        Assert.Equal("brisbane._domainkey.example.com", asked);
    }

    [Theory]
    [InlineData("hungry", "thirsty", DkimVerdict.Fail, "The body was changed after it was signed.")]
    [InlineData("dinner ready", "dinner  ready", DkimVerdict.Fail, "The signed headers were changed, or another key signed them.")]
    [InlineData("b=AuUo", "b=BuUo", DkimVerdict.Fail, "The signed headers were changed, or another key signed them.")]
    [InlineData("d=example.com", "d=example.org", DkimVerdict.PermError, "The signature cannot be used: i= is not within d=.")]
    [InlineData("v=1", "v=2", DkimVerdict.PermError, "The signature cannot be used: the version is not 1.")]
    [InlineData("s=brisbane; ", "", DkimVerdict.PermError, "The signature cannot be used: tag s= is missing.")]
    [InlineData("s=brisbane", "s=bris bane", DkimVerdict.PermError, "The signature cannot be used: s= is no selector.")]
    [InlineData(" From :", "", DkimVerdict.PermError, "The signature cannot be used: From is not signed.")]
    [InlineData("v=1;", "v=1; v=1;", DkimVerdict.PermError, "The signature cannot be used: tag v= occurs twice.")]
    [InlineData("v=1;", "v=1; junk;", DkimVerdict.PermError, "The signature cannot be used: tag 2 is not of the form name=value.")]
    [InlineData("c=simple/simple", "c=plain", DkimVerdict.PermError, "The signature cannot be used: c= names an unknown canonical form.")]
    [InlineData("q=dns/txt", "q=http", DkimVerdict.PermError, "The signature cannot be used: q= names no way to find the key that we know.")]
    [InlineData("q=dns/txt", "l=x", DkimVerdict.PermError, "The signature cannot be used: l=, t= or x= is no number, or x= lies before t=.")]
    [InlineData("q=dns/txt", "t=20; x=10", DkimVerdict.PermError, "The signature cannot be used: l=, t= or x= is no number, or x= lies before t=.")]
    [InlineData("q=dns/txt", "x=1057982514", DkimVerdict.Fail, "The signature expired at 2003-07-12 04:01 UTC.")]
    [InlineData("bh=2", "bh=!", DkimVerdict.PermError, "The signature cannot be used: bh= or b= is not base64.")]
    [InlineData("rsa-sha256", "rsa-sha1", DkimVerdict.PermError, "The signature uses rsa-sha1, which is no longer accepted.")]
    [InlineData("rsa-sha256", "ed25519-sha256", DkimVerdict.PermError, "The key at brisbane._domainkey.example.com is not for ed25519-sha256.")]
    [InlineData("rsa-sha256", "rsa-sha3", DkimVerdict.Neutral, "Not checked: the algorithm rsa-sha3 is not supported.")]
    public async Task A_change_is_judged_with_its_reason(string was, string becomes, DkimVerdict verdict, string reason)
    {
        var result = Assert.Single(await VerifyAsync(RfcMessage.Replace(was, becomes), RfcKey));
        Assert.Equal((verdict, reason), (result.Verdict, result.Reason));
    }

    [Theory]
    [InlineData(null, "There is no key at brisbane._domainkey.example.com.")]
    [InlineData("v=DKIM1; p=", "The key record at brisbane._domainkey.example.com is revoked (its p= is empty).")]
    [InlineData("v=DKIM1", "The key record at brisbane._domainkey.example.com has no p=.")]
    [InlineData("v=DKIM2; p=AAAA", "The key record at brisbane._domainkey.example.com is no DKIM1 record.")]
    [InlineData("v=DKIM1; p=AAAA", "The key record at brisbane._domainkey.example.com holds no RSA key.")]
    [InlineData("v=DKIM1; k=ed25519; p=AAAA", "The key at brisbane._domainkey.example.com is not for rsa-sha256.")]
    [InlineData("v=DKIM1; k=dsa; p=AAAA", "The key record at brisbane._domainkey.example.com holds no RSA or Ed25519 key.")]
    [InlineData("v=DKIM1; h=sha1; p=AAAA", "The key record at brisbane._domainkey.example.com does not allow SHA-256.")]
    [InlineData("v=DKIM1; s=web; p=AAAA", "The key record at brisbane._domainkey.example.com is not for mail (s=).")]
    [InlineData("t=s; " + RfcKey, "The key at brisbane._domainkey.example.com does not allow sub-domains in i=.")]
    [InlineData("not a record", "The key record at brisbane._domainkey.example.com is malformed: tag 1 is not of the form name=value.")]
    public async Task A_key_that_cannot_be_used_is_a_permanent_error(string? record, string reason)
    {
        var result = Assert.Single(await VerifyAsync(RfcMessage, record is null ? [] : [record]));
        Assert.Equal((DkimVerdict.PermError, reason), (result.Verdict, result.Reason));
    }

    [Fact]
    public async Task A_key_of_fewer_than_1024_bits_is_refused()
    {
        using var small = RSA.Create(512);
        var record = "p=" + Convert.ToBase64String(small.ExportSubjectPublicKeyInfo());
        var result = Assert.Single(await VerifyAsync(RfcMessage, record));
        Assert.Equal(DkimVerdict.PermError, result.Verdict);
        Assert.Contains("has 512 bits", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_up_that_fails_is_a_temporary_error()
    {
        var verifier = new DkimVerifier((_, _) => throw new TimeoutException());
        var result = Assert.Single(await verifier.VerifyAsync(Wire(RfcMessage), Now, default));
        Assert.Equal(DkimVerdict.TempError, result.Verdict);
    }

    [Fact]
    public async Task Keys_come_from_the_DNS_and_its_failure_is_a_temporary_error()
    {
        const string name = "brisbane._domainkey.example.com";
        foreach (var (zone, verdict) in (List<(MemoryZone, DkimVerdict)>)[(new MemoryZone().Txt(name, RfcKey[..50], RfcKey[50..]), DkimVerdict.Pass), (new MemoryZone().Fail(name), DkimVerdict.TempError), (new MemoryZone(), DkimVerdict.PermError)])
        {
            Assert.Equal(verdict, Assert.Single(await new DkimVerifier(zone).VerifyAsync(Wire(RfcMessage), Now, default)).Verdict);
        }
    }

    [Fact]
    public async Task A_testing_key_is_reported_as_such() =>
        Assert.True(Assert.Single(await VerifyAsync(RfcMessage, "t=y; " + RfcKey)).IsTesting);

    [Fact]
    public async Task A_readable_key_is_used_among_other_records() =>
        Assert.Equal(DkimVerdict.Pass, Assert.Single(await VerifyAsync(RfcMessage, "v=spf1 -all", RfcKey)).Verdict);

    [Fact]
    public async Task Signatures_beyond_the_tenth_are_not_checked()
    {
        var signature = RfcMessage[..RfcMessage.IndexOf("Received:", StringComparison.Ordinal)];
        var results = await VerifyAsync(string.Concat(Enumerable.Repeat(signature, 12)) + RfcMessage, RfcKey);
        Assert.Equal(13, results.Count);
        Assert.Equal(10, results.Count(r => r.Verdict == DkimVerdict.Pass));
        Assert.Equal(3, results.Count(r => r.Verdict == DkimVerdict.Neutral));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\r\n\r\nbody")]
    [InlineData("From: a@example.com\r\n\r\nbody\r\n")]
    [InlineData("no header at all")]
    [InlineData("DKIM-Signature")]
    public async Task Mail_without_a_signature_has_no_result(string message) => Assert.Empty(await VerifyAsync(message, RfcKey));

    [Fact]
    public async Task Damaged_messages_never_throw_and_never_pass_when_signed_parts_are_hit()
    {
        var random = new Random(1);
        var good = Wire(RfcMessage);
        for (var i = 0; i < 3_000; i++)
        {
            var bad = good.ToArray();
            for (var hits = random.Next(1, 4); hits > 0; hits--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            var results = await new DkimVerifier((_, _) => ValueTask.FromResult<IReadOnlyList<string>>([RfcKey])).VerifyAsync(bad, Now, default);
            if (!bad.AsSpan().SequenceEqual(good))
            {
                Assert.DoesNotContain(results, r => r.Verdict == DkimVerdict.Pass && !UnsignedPartOnly(good, bad));
            }
        }
    }

    private static bool UnsignedPartOnly(byte[] good, byte[] bad)
    {
        // Names are matched without case, and q=, semicolons and spaces in tags do not take part in the simple form's meaning;
        // every other byte before or after is under one of the two hashes.
        var differing = Enumerable.Range(0, good.Length).Where(i => good[i] != bad[i]).ToList();
        var valueStart = Encoding.ASCII.GetString(good).IndexOf("b=AuUo", StringComparison.Ordinal) + 2;
        var valueEnd = Encoding.ASCII.GetString(good).IndexOf("Received:", StringComparison.Ordinal);
        return differing.TrueForAll(i => i >= valueStart && i < valueEnd);
    }

    private static async Task<IReadOnlyList<DkimResult>> VerifyAsync(string message, params string[] records) =>
        await new DkimVerifier((_, _) => ValueTask.FromResult<IReadOnlyList<string>>(records)).VerifyAsync(Wire(message), Now, default);

    private static byte[] Wire(string message) => Crlf.Normalise(Encoding.Latin1.GetBytes(message));
}

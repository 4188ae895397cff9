using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed class DkimSignerTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly DkimKey _key = DkimKey.Create();

    public void Dispose() => _key.Dispose();

    [Fact]
    public async Task What_is_signed_verifies()
    {
        var result = await VerifyAsync(Sign(Header(), "Hello.\r\n") + Header() + "\r\nHello.\r\n");
        Assert.Equal("Signed by news.example.com.", result.Reason);
        Assert.Equal(DkimVerdict.Pass, result.Verdict);
        Assert.Equal("s1", result.Selector);
    }

    [Fact]
    public async Task Present_fields_are_listed_and_the_ones_that_readers_see_once_more()
    {
        var result = await VerifyAsync(Sign(Header("List-Unsubscribe: <https://t.example/u>\r\nX-Other: 1\r\n"), "") + Header("List-Unsubscribe: <https://t.example/u>\r\nX-Other: 1\r\n") + "\r\n");
        Assert.Equal(
            "from from reply-to subject subject date date to to message-id content-type content-type list-unsubscribe",
            string.Join(' ', result.SignedHeaders));
    }

    [Theory]
    [InlineData("Subject: Another\r\n")]
    [InlineData("From: b@example.net\r\n")]
    [InlineData("To: c@example.net\r\n")]
    [InlineData("Date: Mon, 2 Mar 2026 09:00:00 +0000\r\n")]
    [InlineData("Reply-To: c@example.net\r\n")]
    [InlineData("Content-Type: text/html\r\n")]
    public async Task A_field_added_later_breaks_the_signature(string extra)
    {
        var result = await VerifyAsync(extra + Sign(Header(), "Hello.\r\n") + Header() + "\r\nHello.\r\n");
        Assert.Equal(DkimVerdict.Fail, result.Verdict);
    }

    [Fact]
    public async Task White_space_may_change_on_the_way_and_words_may_not()
    {
        var signature = Sign(Header(), "Hello  you. \r\n\r\n");
        Assert.Equal(DkimVerdict.Pass, (await VerifyAsync(signature + Header().Replace("Subject: ", "subject:\r\n\t ") + "\r\nHello you.\r\n")).Verdict);
        Assert.Equal(DkimVerdict.Fail, (await VerifyAsync(signature + Header() + "\r\nHello YOU.\r\n")).Verdict);
        Assert.Equal(DkimVerdict.Fail, (await VerifyAsync(signature + Header().Replace("offers", "0ffers") + "\r\nHello you.\r\n")).Verdict);
    }

    [Fact]
    public void Equal_input_gives_equal_bytes_and_short_lines()
    {
        var field = Sign(Header(), "Hello.\r\n");
        Assert.Equal(field, Sign(Header(), "Hello.\r\n"));
        Assert.Contains(" t=1772355600;", field, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", field, StringComparison.Ordinal);
        Assert.Equal(-1, Crlf.IndexOfBare(Encoding.ASCII.GetBytes(field)));
        Assert.All(field.Split("\r\n"), line => Assert.InRange(line.Length, 0, 78));
    }

    [Fact]
    public void Without_a_time_there_is_no_t() => Assert.DoesNotContain(" t=", Sign(Header(), "", null), StringComparison.Ordinal);

    [Fact]
    public async Task Several_equal_fields_are_signed_from_the_bottom_up()
    {
        var header = Header("Cc: a@example.org\r\nCc: b@example.org\r\n");
        Assert.Equal(DkimVerdict.Pass, (await VerifyAsync(Sign(header, "") + header + "\r\n")).Verdict);
    }

    [Theory]
    [InlineData("Subject: no sender\r\n", "")]
    [InlineData("From: a@example.com\r\nFrom: b@example.com\r\n", "")]
    [InlineData("From: a@example.com\nSubject: x\r\n", "")]
    [InlineData("From: a@example.com\r\nno field\r\n", "")]
    [InlineData("From: a@example.com\r\n", "lone \n feed")]
    [InlineData("From: a@example.com\r\n", "lone \r return")]
    public void A_message_that_cannot_be_vouched_for_is_refused(string header, string body) =>
        Assert.Throws<FormatException>(() => Sign(header, body));

    [Fact]
    public void A_short_key_and_a_wild_selector_are_refused()
    {
        using var small = RSA.Create(1024);
        Assert.Throws<ArgumentException>(() => new DkimSigner(DomainName.Parse("example.com"), "s1", small));
        Assert.Throws<ArgumentException>(() => new DkimSigner(DomainName.Parse("example.com"), "s1; x=1", _key.Rsa));
    }

    private static string Header(string extra = "") =>
        "From: Example News <news@example.com>\r\nTo: anna@example.org\r\nSubject: Summer offers\r\n for you\r\n" +
        "Date: Sun, 1 Mar 2026 09:00:00 +0000\r\nMessage-ID: <1@news.example.com>\r\nContent-Type: text/plain\r\n" + extra;

    private string Sign(string header, string body) => Sign(header, body, At);

    private string Sign(string header, string body, DateTimeOffset? at)
    {
        var output = new ArrayBufferWriter<byte>();
        new DkimSigner(DomainName.Parse("news.example.com"), "s1", _key.Rsa)
            .Sign(Encoding.UTF8.GetBytes(header), Encoding.UTF8.GetBytes(body), at, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private async Task<DkimResult> VerifyAsync(string message)
    {
        var verifier = new DkimVerifier((name, _) => ValueTask.FromResult<IReadOnlyList<string>>(
            name == "s1._domainkey.news.example.com" ? [_key.TxtRecord] : []));
        return Assert.Single(await verifier.VerifyAsync(Encoding.UTF8.GetBytes(message), At, default));
    }
}

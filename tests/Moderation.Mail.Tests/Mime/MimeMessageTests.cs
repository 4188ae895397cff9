using System.Text;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class MimeMessageTests
{
    [Fact]
    public void Headers_keep_order_bytes_and_folds()
    {
        var message = Parse("X-One: a\r\nSubject: Hello\r\n  world\r\nx-one : b\r\n\r\nbody");
        Assert.Equal(["X-One", "Subject", "x-one"], message.Headers.Select(h => h.Name));
        Assert.Equal("Subject: Hello\r\n  world\r\n", Encoding.ASCII.GetString(message.Headers[1].Raw.Span));
        Assert.Equal("Hello  world", message.Headers[1].Value);
        Assert.Equal(["a", "b"], message.Headers.All("X-ONE").Select(h => h.Value));
        Assert.Equal("body", message.Text);
    }

    [Theory]
    [InlineData("=?utf-8?Q?Caf=C3=A9?=", "Café")]
    [InlineData("=?UTF-8?b?Q2Fmw6k?=", "Café")]
    [InlineData("=?iso-8859-2?Q?za=BF=F3=B3=E6?=", "zażółć")]
    [InlineData("=?windows-1251?B?z/Do4uXy?=", "Привет")]
    [InlineData("=?koi8-r?B?8NLJ18XU?=", "Привет")]
    [InlineData("=?gb2312?B?xOO6ww==?=", "你好")]
    [InlineData("=?shift_jis?B?k/qWew==?=", "日本")]
    [InlineData("=?utf-8*en?Q?a_b?=", "a b")]
    [InlineData("=?utf-8?Q?a?= =?utf-8?Q?b?=", "ab")]
    [InlineData("=?utf-8?Q?a?= b =?utf-8?Q?c?=", "a b c")]
    [InlineData("=?utf-8?B?w4?= =?utf-8?B?k=?=", "=?utf-8?B?w4?= =?utf-8?B?k=?=", true)]
    [InlineData("=?utf-8?Q?=C3?= =?utf-8?Q?=A9?=", "é")]
    [InlineData("=?utf-8?Q?a=0D=0ABcc:_x?=", "a  Bcc: x")]
    [InlineData("=?no-such?Q?abc?=", "abc")]
    [InlineData("=?utf-8?X?abc?=", "=?utf-8?X?abc?=")]
    [InlineData("=?utf-8?Q?never", "=?utf-8?Q?never")]
    [InlineData("a =? b", "a =? b")]
    [InlineData("Grüße", "Grüße")]
    public void Subjects_are_decoded(string written, string read, bool onlyThatItReads = false)
    {
        var subject = Parse($"Subject: {written}\n\n").Subject;
        if (!onlyThatItReads)
        {
            Assert.Equal(read, subject);
        }
    }

    [Fact]
    public void Old_8_bit_headers_are_western() =>
        Assert.Equal("Grüße", MimeMessage.Parse(Encoding.Latin1.GetBytes("Subject: Grüße\n\n")).Subject);

    [Theory]
    [InlineData("Anna <anna@example.com>", "Anna", "anna@example.com")]
    [InlineData("\"Doe, John \\\"J\\\"\" <john@example.com>", "Doe, John \"J\"", "john@example.com")]
    [InlineData("=?utf-8?Q?J=C3=B6rg?= M <j@example.com>", "Jörg M", "j@example.com")]
    [InlineData("\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.com>", "Jörg", "j@example.com")]
    [InlineData("j@example.com (John (the second) Doe)", "John (the second) Doe", "j@example.com")]
    [InlineData("<@relay.example,@b.example:j@example.com>", "", "j@example.com")]
    [InlineData("Team: Anna <a@example.com>, b@example.com;", "Anna", "a@example.com")]
    [InlineData("nobody, real@example.com", "", "real@example.com")]
    [InlineData("j@example.com", "", "j@example.com")]
    [InlineData("=?utf-8?Q?Doe,_John?= <j@example.com>", "Doe, John", "j@example.com")]
    [InlineData("Evil =?utf-8?Q?=0D=0ABcc:?= <j@example.com>", "Evil   Bcc:", "j@example.com")]
    public void Senders_are_read(string written, string name, string address)
    {
        var from = Parse($"From: {written}\n\n").From;
        Assert.Equal((name, address), (from?.Name, from?.Address.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("undisclosed-recipients:;")]
    [InlineData("<>")]
    [InlineData("\"unclosed <a@example.com>")]
    [InlineData("<<<<")]
    public void A_from_without_an_address_is_null(string written) => Assert.Null(Parse($"From: {written}\n\n").From);

    [Theory]
    [InlineData("attachment; filename=\"plan.pdf\"", "plan.pdf")]
    [InlineData("attachment; filename=plan.pdf", "plan.pdf")]
    [InlineData("attachment; filename*=utf-8''%E2%82%AC%20plan.pdf", "€ plan.pdf")]
    [InlineData("attachment; filename=\"x.pdf\"; filename*=utf-8''y.pdf", "y.pdf")]
    [InlineData("attachment; filename*1=\"b.pdf\"; filename*0=\"a\"", "ab.pdf")]
    [InlineData("attachment; filename*0*=iso-8859-1'de'Gr%FC; filename*1*=%DFe.pdf", "Grüße.pdf")]
    [InlineData("attachment; filename=\"=?utf-8?B?w6kucGRm?=\"", "é.pdf")]
    [InlineData("attachment; filename=\"semi;colon.pdf\"", "semi;colon.pdf")]
    [InlineData("attachment; filename*=utf-8''a%0D%0Ab", "a  b")]
    [InlineData("attachment; filename*99999999999=x", null)]
    [InlineData("attachment; filename", null)]
    public void File_names_are_read(string disposition, string? name) =>
        Assert.Equal(name, Assert.Single(Parse($"Content-Type: application/pdf\nContent-Disposition: {disposition}\n\nx").Attachments).FileName);

    [Fact]
    public void Parts_find_their_places()
    {
        var message = Parse("""
            From: a@example.com
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="m"

            preamble
            --m
            Content-Type: multipart/alternative; boundary=a

            --a
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Gr=C3=BC=
            =C3=9Fe=20
            --a
            Content-Type: text/html; charset=iso-8859-1; name=body.html
            Content-Transfer-Encoding: base64

            PGI+R3L832U8L2I+
            --a--
            --m
            Content-Type: image/png
            Content-ID: <logo@x>
            Content-Transfer-Encoding: BASE64 (really)

            iVBO
            Rw==
            --m
            Content-Type: text/html

            <p>more</p>
            --m--
            epilogue
            """);
        Assert.Equal("Grüße ", message.Text);
        Assert.Equal("<b>Grüße</b>", message.Html);
        Assert.Equal([("image/png", "logo@x", true), ("text/html", null, false)], message.Attachments.Select(a => (a.MediaType, a.ContentId, a.IsInline)));
        Assert.Equal<byte>([0x89, 0x50, 0x4e, 0x47], message.Attachments[0].Content);
    }

    [Theory]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\n\none", "one")]
    [InlineData("Content-Type: multipart/mixed\n\n--b\n\none\n--b--\n", "one")]
    [InlineData("Content-Type: multipart/mixed; boundary=other\n\nno part at all", "no part at all")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--bb\n--b \t\n\none\n--b--", "one")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\none without a header\n--b--", "one without a header")]
    [InlineData("Content-Type: \n\none", "one")]
    [InlineData("Content-Type: nonsense\n\none", "one")]
    [InlineData("From sender Mon Jan 1\nSubject: x\n\none", "one")]
    [InlineData("no header here\none", "no header here\none")]
    [InlineData("Subject: x\rContent-Type: text/plain\r\rold\rlines", "old\nlines")]
    public void Broken_structure_still_shows_the_text(string raw, string text) => Assert.Equal(text, Parse(raw).Text);

    [Theory]
    [InlineData("a=\n", "a")]
    [InlineData("a= \t\nb", "ab")]
    [InlineData("a  \nb", "a\nb")]
    [InlineData("a=20 \nb", "a \nb")]
    [InlineData("a=ZZ=3d=", "a=ZZ=")]
    public void Quoted_printable_is_read_as_readers_do(string encoded, string text) =>
        Assert.Equal(text, Parse("Content-Transfer-Encoding: quoted-printable\n\n" + encoded).Text);

    [Theory]
    [InlineData("SGVs\nbG8=", "Hello")]
    [InlineData("SGVsbG8", "Hello")]
    [InlineData("SGVs*bG8=IQ==", "Hello!")]
    [InlineData("====", "")]
    [InlineData("Q", "")]
    public void Base64_is_read_as_readers_do(string encoded, string text) =>
        Assert.Equal(text, Parse("Content-Transfer-Encoding: base64\n\n" + encoded).Text);

    [Fact]
    public void Nesting_beyond_the_limit_is_refused()
    {
        var raw = string.Concat(Enumerable.Range(0, 40).Select(i => $"Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n"));
        var refusal = Assert.Throws<MimeFormatException>(() => Parse(raw));
        Assert.Equal("The message nests its parts deeper than 24 levels.", refusal.Message);
    }

    [Fact]
    public void Too_many_parts_are_refused() =>
        Assert.Throws<MimeFormatException>(() => Parse("Content-Type: multipart/mixed; boundary=b\n\n" + string.Concat(Enumerable.Repeat("--b\n\n", 1_500))));

    [Fact]
    public void A_header_block_beyond_the_limit_is_refused()
    {
        Assert.Throws<MimeFormatException>(() => Parse("Subject: " + new string('a', 300_000) + "\n\n"));
        Assert.Throws<MimeFormatException>(() => Parse(string.Concat(Enumerable.Repeat("A: b\n", 1_001)) + "\n"));
    }

    [Theory]
    [InlineData("Subject: ", "=?")]
    [InlineData("Subject: ", "=?a?Q?")]
    [InlineData("Subject: ", "=?utf-8?Q?a?= ")]
    [InlineData("Content-Type: text/plain; ", "a*0=")]
    [InlineData("Content-Type: text/plain", ";a*1=b")]
    [InlineData("Content-Type: text/plain", ";(")]
    [InlineData("From: ", "<")]
    [InlineData("From: ", "\"<,")]
    [InlineData("From: ", "(")]
    public void Hostile_repetitions_are_read_in_linear_time(string name, string unit)
    {
        var message = Parse(name + string.Concat(Enumerable.Repeat(unit, 200_000 / unit.Length)) + "\n\n");
        _ = (message.Subject, message.From, message.Root.Parameters);
    }

    [Fact]
    public void A_body_of_almost_boundaries_is_read_in_linear_time()
    {
        var dashes = new string('-', 5_000_000);
        Assert.Equal(dashes, Parse("Content-Type: multipart/mixed; boundary=" + new string('-', 60) + "\n\n" + dashes).Text);
    }

    private static MimeMessage Parse(string raw) => MimeMessage.Parse(Encoding.UTF8.GetBytes(raw));
}

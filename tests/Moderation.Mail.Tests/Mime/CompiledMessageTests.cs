using System.Buffers;
using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class CompiledMessageTests
{
    private const string Html = "<p>Hello {{ contact.first_name | default: \"reader\" }},</p>\n<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>\n";
    private const string Text = "Hello {{ contact.first_name | default: \"reader\" }},\n\nUnsubscribe: {{ unsubscribe_url }}\n";

    [Fact]
    public void It_says_which_placeholders_it_shows()
    {
        var message = CompiledMessage.Compile(Sample.Message(Html, Text, "News for {{ contact.last_name }}"));

        Assert.True(message.Shows("unsubscribe_url"));
        Assert.True(message.Shows("contact.last_name"));
        Assert.False(message.Shows("keep_url"));
    }

    [Fact]
    public void A_whole_message_reads_as_expected()
    {
        var message = Sample.Message(Html, Text, "News for {{ contact.first_name }}") with { Headers = [new HeaderLine("Feedback-ID", "c1:a1:news:example")] };
        var rendered = Sample.Render(message);
        Sample.AssertWellFormed(rendered);
        var boundary = MimeMessage.Parse(Encoding.UTF8.GetBytes(rendered)).Root.Parameters["boundary"];
        Assert.Matches("^=_[0-9a-f]{24}_a$", boundary);
        Assert.Equal(
            """
            From: Example News <news@example.com>
            To: Anna Schmidt <anna@example.org>
            Subject: News for Anna
            Date: Thu, 05 Mar 2026 07:07:03 +0000
            Message-ID: <k1.0001@mail.example.com>
            List-Unsubscribe: <https://t.example.com/u/abc=def?a=1&b=2>,
             <mailto:u+abc@example.com>
            List-Unsubscribe-Post: List-Unsubscribe=One-Click
            Feedback-ID: c1:a1:news:example
            MIME-Version: 1.0
            Content-Type: multipart/alternative;
             boundary="BOUNDARY"

            --BOUNDARY
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello =
            Anna=
            ,

            Unsubscribe: =
            https://t.example.com/u/abc=3Ddef?a=3D1&b=3D2

            --BOUNDARY
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Hello =
            Anna=
            ,</p>
            <a href=3D"=
            https://t.example.com/u/abc=3Ddef?a=3D1&amp;b=3D2=
            ">Unsubscribe</a>

            --BOUNDARY--

            """,
            rendered.Replace(boundary, "BOUNDARY", StringComparison.Ordinal).Replace("\r\n", "\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Equal_values_give_equal_bytes_and_other_content_another_boundary()
    {
        var file = new OutgoingAttachment("a.txt", "text/plain", "x"u8.ToArray());
        Assert.Equal(Sample.Bytes(Sample.Message(Html, Text, "s", file)), Sample.Bytes(Sample.Message(Html, Text, "s", file)));
        Assert.NotEqual(
            Sample.RoundTrip(Sample.Message(Html, Text)).Root.Parameters["boundary"],
            Sample.RoundTrip(Sample.Message(Html, Text + "!")).Root.Parameters["boundary"]);
    }

    [Fact]
    public void Messages_are_appended_and_their_places_told()
    {
        var compiled = CompiledMessage.Compile(Sample.Message(Html));
        var output = new ArrayBufferWriter<byte>();
        var first = compiled.Render(Sample.Anna, output);
        var second = compiled.Render(Sample.Anna, output);
        Assert.Equal((first.End, first.End * 2), (second.Start, second.End));
        Assert.True(second.Headers(output).SequenceEqual(first.Headers(output)));
        Assert.True(second.Body(output).SequenceEqual(first.Body(output)));
        Assert.True(first.Headers(output).EndsWith("quoted-printable\r\n"u8));
        Assert.True(first.Body(output).StartsWith("<p>Hello"u8));
        Assert.False(first.NeedsSmtpUtf8);
    }

    [Fact]
    public void Mail_that_is_no_list_mail_has_no_list_headers()
    {
        var rendered = Sample.Render(Sample.Message(text: "Your password"), Sample.Anna with { UnsubscribeUrl = null, UnsubscribeMailto = null });
        Assert.DoesNotContain("List-", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public void An_address_that_is_shown_and_missing_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Sample.Render(Sample.Message(Html), Sample.Anna with { UnsubscribeUrl = null }));
        Assert.StartsWith("The message shows {{ unsubscribe_url }}, and this recipient has no such address.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_of_nothing_is_refused() => Assert.Throws<ArgumentException>(() => CompiledMessage.Compile(Sample.Message()));

    [Fact]
    public void Short_ascii_goes_as_it_is()
    {
        var rendered = Sample.Render(Sample.Message(text: "Hello\nworld\n\n"));
        Sample.AssertWellFormed(rendered);
        Assert.Contains("Content-Transfer-Encoding: 7bit\r\n", rendered, StringComparison.Ordinal);
        Assert.Equal("Hello\r\nworld\r\n", Sample.Body(rendered));
    }

    [Theory]
    [InlineData("a line that ends in a space \nx")]
    [InlineData(".dot")]
    [InlineData("From here")]
    [InlineData("two  spaces")]
    [InlineData("tab\there")]
    [InlineData("--=_x")]
    [InlineData("é")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678")]
    [InlineData("x {{ contact.email }} y")]
    public void All_other_text_goes_quoted_printable(string text)
    {
        var rendered = Sample.Render(Sample.Message(text: text));
        Sample.AssertWellFormed(rendered);
        Assert.Contains("quoted-printable\r\n", rendered, StringComparison.Ordinal);
        Assert.Equal(text.Replace("{{ contact.email }}", "anna@example.org", StringComparison.Ordinal).Replace("\n", "\r\n", StringComparison.Ordinal) + "\r\n", Sample.RoundTrip(Sample.Message(text: text)).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("Hello {{ contact.first_name }}\n\n\n")]
    [InlineData("{{ contact.first_name }}")]
    [InlineData("{{ contact.first_name }}{{ contact.last_name }}")]
    [InlineData("\n\n{{ contact.first_name }}\n{{ contact.last_name }}\n x")]
    [InlineData("x \n ")]
    public void No_value_leaves_an_empty_last_line(string text)
    {
        foreach (var name in (string[])["", " ", "Anna", " Anna ", ".Anna", "From me"])
        {
            var values = Sample.Anna with { FirstName = name, LastName = name };
            Sample.AssertWellFormed(Sample.Render(Sample.Message(text: text), values));
            Sample.AssertWellFormed(Sample.Render(Sample.Message(text: text, html: text), values));
            var shown = string.IsNullOrWhiteSpace(name) ? "" : name;
            var expected = text.Replace("{{ contact.first_name }}", shown, StringComparison.Ordinal).Replace("{{ contact.last_name }}", shown, StringComparison.Ordinal);
            Assert.Equal(expected.Replace("\n", "\r\n", StringComparison.Ordinal), Sample.RoundTrip(Sample.Message(text: text, html: "x"), values).Text ?? "");
        }
    }

    [Fact]
    public void Files_and_images_find_their_places()
    {
        var image = new OutgoingAttachment("logo.png", "image/png", new byte[] { 1, 2, 3 }, "logo@example");
        var file = new OutgoingAttachment("Preisliste März 2026 – endgültig, mit allen Beilagen und Anhängen.pdf", "application/pdf", new byte[5_000]);
        var mail = new OutgoingAttachment("old.eml", "message/rfc822", "Subject: x\r\n\r\n"u8.ToArray());
        var message = Sample.Message(Html, Text, "s", image, file, mail);
        Sample.AssertWellFormed(Sample.Render(message));
        var read = Sample.RoundTrip(message);
        Assert.Equal("multipart/mixed", read.Root.MediaType);
        Assert.Equal(["multipart/related", "application/pdf", "application/octet-stream"], read.Root.Children.Select(c => c.MediaType));
        Assert.Equal(["multipart/alternative", "image/png"], read.Root.Children[0].Children.Select(c => c.MediaType));
        Assert.Equal("multipart/alternative", read.Root.Children[0].Parameters["type"]);
        Assert.Equal([true, false, false], read.Attachments.Select(a => a.IsInline));
        Assert.Equal([image.FileName, file.FileName, mail.FileName], read.Attachments.Select(a => a.FileName));
        Assert.Equal("logo@example", read.Attachments[0].ContentId);
        Assert.Equal([3, 5_000, 14], read.Attachments.Select(a => a.Content.Length));
    }

    [Fact]
    public void An_image_without_html_is_a_file()
    {
        var read = Sample.RoundTrip(Sample.Message(null, Text, "s", new OutgoingAttachment("", "image/png", new byte[] { 1 }, "a@b")));
        Assert.Equal("multipart/mixed", read.Root.MediaType);
        Assert.Null(read.Attachments[0].FileName);
    }

    [Fact]
    public void A_non_ascii_address_needs_smtputf8_and_is_written_as_it_is()
    {
        var output = new ArrayBufferWriter<byte>();
        var recipient = Sample.Anna with { To = new Mailbox("", EmailAddress.Parse("jörg@example.org")) };
        Assert.True(CompiledMessage.Compile(Sample.Message(Html)).Render(recipient, output).NeedsSmtpUtf8);
        Assert.Contains("To: <jörg@example.org>\r\n", Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
    }

    [Fact]
    public void Rendering_allocates_little()
    {
        var compiled = CompiledMessage.Compile(Sample.Message(string.Concat(Enumerable.Repeat(Html, 100)), Text, "News for {{ contact.first_name }}"));
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        compiled.Render(Sample.Anna, output);
        output.ResetWrittenCount();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            output.ResetWrittenCount();
            compiled.Render(Sample.Anna, output);
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 100, 0, 3_000);
    }
}

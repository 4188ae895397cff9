using System.Text;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class MimeCorpusTests
{
    private static readonly string[] Sets = ["mimekit-messages", "cpython-email", "mox-messages", "mailauth-js-eml", "spamassassin-tdata"];

    [CorpusFact("mimekit-messages", "cpython-email", "mox-messages", "mailauth-js-eml", "spamassassin-tdata")]
    public void Every_message_is_read_to_its_last_leaf()
    {
        foreach (var file in Corpora.Files(Sets))
        {
            ReadAll(File.ReadAllBytes(file));
        }
    }

    [CorpusFact("mimekit-messages", "cpython-email", "mox-messages", "mailauth-js-eml", "spamassassin-tdata")]
    public void Line_endings_do_not_change_what_is_read()
    {
        foreach (var file in Corpora.Files(Sets))
        {
            var lf = Encoding.Latin1.GetString(File.ReadAllBytes(file)).Replace("\r\n", "\n", StringComparison.Ordinal);
            var one = MimeMessage.Parse(Encoding.Latin1.GetBytes(lf));
            var two = MimeMessage.Parse(Encoding.Latin1.GetBytes(lf.Replace("\n", "\r\n", StringComparison.Ordinal)));
            Assert.Equal(one.Subject, two.Subject);
            Assert.Equal(one.From, two.From);
            Assert.Equal(Lf(one.Text), Lf(two.Text));
            Assert.Equal(Lf(one.Html), Lf(two.Html));
            Assert.Equal(one.Attachments.Select(a => (a.MediaType, a.FileName, a.ContentId)), two.Attachments.Select(a => (a.MediaType, a.FileName, a.ContentId)));
        }
    }

    [CorpusFact("mimekit-messages", "cpython-email", "mox-messages", "mailauth-js-eml", "spamassassin-tdata")]
    public void Mutated_messages_never_throw_anything_but_the_format_exception()
    {
        var seeds = Corpora.Files(Sets).Select(File.ReadAllBytes).Where(bytes => bytes.Length < 20_000).ToArray();
        var random = new Random(20260801);
        string[] tokens = ["=?utf-8?B?", "?=", "--", "\r\n", "\n", "boundary=", "\"", ";", "filename*0*=", "Content-Type: multipart/mixed; boundary=a\n\n--a\n", "(", "<", ":", "\0", "=\n", "charset=iso-2022-jp", "charset=utf-7", "\u001b$B", "base64", "Content-Transfer-Encoding: "];
        for (var round = 0; round < 4_000; round++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToList();
            for (var edits = random.Next(1, 12); edits > 0; edits--)
            {
                var at = random.Next(bytes.Count + 1);
                switch (random.Next(4))
                {
                    case 0 when at < bytes.Count:
                        bytes[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes.InsertRange(at, Encoding.Latin1.GetBytes(tokens[random.Next(tokens.Length)]));
                        break;
                    case 2:
                        bytes.RemoveRange(at, Math.Min(random.Next(40), bytes.Count - at));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(0, Math.Min(random.Next(200), bytes.Count)));
                        break;
                }
            }

            try
            {
                ReadAll(bytes.ToArray());
            }
            catch (MimeFormatException)
            {
                // A limit: the one answer allowed beside a message.
            }
        }
    }

    [CorpusFact("mimekit-messages")]
    public void Japanese_mail_is_read()
    {
        var message = MimeMessage.Parse(Corpora.Read("mimekit-messages", "japanese.txt"));
        Assert.Equal("日本語メールテスト (testing Japanese emails)", message.Subject);
        Assert.Contains("日本語が\n正常に\n送れているか\nテスト.\n", Lf(message.Text), StringComparison.Ordinal);
    }

    [CorpusFact("mimekit-messages")]
    public void A_text_beside_the_body_is_an_attachment_not_the_body()
    {
        var message = MimeMessage.Parse(Corpora.Read("mimekit-messages", "body.6.txt"));
        Assert.Equal("<html>This is an <b>html</b> body.</html>", message.Html);
        Assert.Equal(["image/gif", "image/jpeg"], message.Attachments.Take(2).Select(a => a.MediaType));
        Assert.True(message.Attachments[0].IsInline);
        Assert.Equal("empty.gif", message.Attachments[0].FileName);
    }

    [CorpusFact("mimekit-messages")]
    public void An_empty_multipart_hides_nothing_after_it() =>
        Assert.Equal(
            "This part should be on the same level as the multipart/alternative and not a child.\n",
            Lf(MimeMessage.Parse(Corpora.Read("mimekit-messages", "empty-multipart.txt")).Text));

    [CorpusFact("mimekit-messages")]
    public void A_byte_order_mark_before_the_first_header_is_passed_over()
    {
        var message = MimeMessage.Parse(Corpora.Read("mimekit-messages", "feedback-report.txt"));
        Assert.Equal("FW: Earn money", message.Subject);
        Assert.Equal("abusedesk@example.com", message.From?.Address.ToString());
        Assert.Equal(["message/feedback-report", "message/rfc822"], message.Attachments.Select(a => a.MediaType));
    }

    [CorpusFact("cpython-email")]
    public void Old_addresses_have_their_name_in_a_comment() =>
        Assert.Equal("John X. Doe <bbb@ddd.com>", MimeMessage.Parse(Corpora.Read("cpython-email", "msg_01.txt")).From?.ToString());

    [CorpusFact("cpython-email")]
    public void A_parameter_in_pieces_is_joined() =>
        Assert.Equal(
            "This is even more ***fun*** isn't it!",
            MimeMessage.Parse(Corpora.Read("cpython-email", "msg_29.txt")).Root.Parameters["title"]);

    [CorpusFact("cpython-email")]
    public void A_file_is_decoded()
    {
        var file = Assert.Single(MimeMessage.Parse(Corpora.Read("cpython-email", "msg_07.txt")).Attachments);
        Assert.Equal(("dingusfish.gif", "image/gif", false), (file.FileName, file.MediaType, file.IsInline));
        Assert.True(file.Content.AsSpan().StartsWith("GIF87a"u8));
    }

    [CorpusFact("cpython-email")]
    public void A_digest_holds_messages()
    {
        var message = MimeMessage.Parse(Corpora.Read("cpython-email", "msg_28.txt"));
        Assert.Equal(["message/rfc822", "message/rfc822"], message.Attachments.Select(a => a.MediaType));
        Assert.Equal("message 2\n", Lf(MimeMessage.Parse(message.Attachments[1].Content).Text));
    }

    private static string? Lf(string? text) => text?.Replace("\r\n", "\n", StringComparison.Ordinal);

    /// <summary>Everything that a message says; nothing of it breaks a line of a header.</summary>
    internal static void ReadAll(byte[] bytes)
    {
        var message = MimeMessage.Parse(bytes);
        _ = (message.Subject, message.From, message.ReplyTo, message.Html, message.Text);
        foreach (var header in message.Headers)
        {
            Assert.Equal(-1, header.Text.AsSpan().IndexOfAny('\r', '\n', '\0'));
        }

        foreach (var file in message.Attachments)
        {
            _ = (file.Content, file.FileName, file.ContentId, file.IsInline);
        }
    }
}

using System.Text;
using Moderation.Mail.Mime;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Mime;

public sealed class MimeFuzzTests
{
    [CorpusFact("mimekit-messages", "cpython-email", "mox-messages", "spamassassin-tdata")]
    public void Messages_survive_mutation() =>
        Fuzz.Run<MimeFormatException>(
            "mime", Messages(), MimeCorpusTests.ReadAll,
            "Content-Type: multipart/mixed; boundary=x\r\n", "--x\r\n", "--x--", "\r\n\r\n", "Content-Transfer-Encoding: base64\r\n", "quoted-printable", "message/rfc822", "charset=utf-16", "=?utf-8?B?", "?=", "filename*0*=utf-8''", "\0", "=", "\r", "\n ");

    [CorpusFact("mimekit-messages", "cpython-email", "isemail")]
    public void Addresses_survive_mutation() =>
        Fuzz.Run(
            "address", Headers("From", "To", "Cc", "Reply-To"), bytes =>
            {
                foreach (var mailbox in AddressReader.Read(Encoding.UTF8.GetString(bytes)))
                {
                    Assert.Equal(-1, mailbox.ToString().AsSpan().IndexOfAny('\r', '\n', '\0'));
                }
            },
            "@", "<", ">", "\"", "\\", "(", ")", ",", ":", ";", "=?utf-8?Q?", "?=", "[IPv6:", "xn--", "\0", "\r\n ");

    [CorpusFact("mimekit-messages", "cpython-email")]
    public void Header_fields_survive_mutation() =>
        Fuzz.Run(
            "header", Headers("Subject", "Content-Type", "Content-Disposition", "From"), bytes =>
            {
                // A value is unfolded before it is read; what is hidden in encoded words is not.
                var text = string.Concat(Encoding.Latin1.GetString(bytes).Where(c => c is not ('\r' or '\n' or '\0')));
                Assert.Equal(-1, EncodedWords.Decode(text).AsSpan().IndexOfAny('\r', '\n', '\0'));
                foreach (var (name, value) in ContentField.Parse(text).Parameters)
                {
                    Assert.NotNull(name + value);
                }
            },
            "=?", "?=", "?B?", "?Q?", "=?iso-2022-jp?B?", "*0=", "*1*=", "utf-8''%", "\"", "\\", ";", "=", "(", ")", "\0", "\r\n\t");

    private static byte[][] Messages() =>
        [.. Corpora.Files("mimekit-messages", "cpython-email", "mox-messages", "spamassassin-tdata").Select(File.ReadAllBytes).Where(bytes => bytes.Length is > 0 and < 60_000)];

    private static byte[][] Headers(params string[] names) =>
        [.. Messages().SelectMany(bytes => Parse(bytes)?.Headers.Where(field => names.Contains(field.Name, StringComparer.OrdinalIgnoreCase)).Select(field => Encoding.UTF8.GetBytes(field.Value)) ?? []).Where(value => value.Length > 0)];

    private static MimeMessage? Parse(byte[] bytes)
    {
        try
        {
            return MimeMessage.Parse(bytes);
        }
        catch (MimeFormatException)
        {
            return null;
        }
    }
}

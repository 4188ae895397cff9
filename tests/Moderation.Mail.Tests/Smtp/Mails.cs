using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

internal static class Mails
{
    public static SmtpEnvelope Envelope(string sender = "a@example.com", string recipient = "b@example.org") =>
        new(EmailAddress.Parse(sender), EmailAddress.Parse(recipient));

    public static byte[] Text(string message) => Encoding.UTF8.GetBytes(message);

    /// <summary>A message of about <paramref name="size"/> bytes in which lines start with dots now and then.</summary>
    public static byte[] Random(Random random, int size)
    {
        var text = new StringBuilder("From: a@example.com\r\nSubject: ").Append(random.Next()).Append("\r\n\r\n");
        while (text.Length < size)
        {
            text.Append(random.Next(8) switch { 0 => ".", 1 => "..", 2 => ".\r\n.", 3 => "", _ => "text" })
                .Append('x', random.Next(90)).Append("\r\n");
        }

        return Text(text.ToString());
    }
}

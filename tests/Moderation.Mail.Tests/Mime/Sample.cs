using System.Buffers;
using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

/// <summary>Messages for tests of composing.</summary>
internal static class Sample
{
    public static readonly RecipientValues Anna = new()
    {
        To = new Mailbox("Anna Schmidt", EmailAddress.Parse("anna@example.org")),
        MessageId = "k1.0001@mail.example.com",
        Date = new DateTimeOffset(2026, 3, 5, 9, 7, 3, TimeSpan.FromHours(2)),
        UnsubscribeUrl = "https://t.example.com/u/abc=def?a=1&b=2",
        UnsubscribeMailto = "mailto:u+abc@example.com",
        PreferencesUrl = "https://t.example.com/p/abc",
        BrowserUrl = "https://t.example.com/b/abc",
        FirstName = "Anna",
        LastName = "Schmidt",
    };

    public static OutgoingMessage Message(string? html = null, string? text = null, string subject = "Hello", params OutgoingAttachment[] attachments) => new()
    {
        From = new Mailbox("Example News", EmailAddress.Parse("news@example.com")),
        Subject = Template.Parse(subject),
        Html = html is null ? null : Template.Parse(html),
        Text = text is null ? null : Template.Parse(text),
        Attachments = attachments,
    };

    public static string Render(OutgoingMessage message, RecipientValues? recipient = null) => Encoding.UTF8.GetString(Bytes(message, recipient));

    public static byte[] Bytes(OutgoingMessage message, RecipientValues? recipient = null)
    {
        var output = new ArrayBufferWriter<byte>();
        CompiledMessage.Compile(message).Render(recipient ?? Anna, output);
        return output.WrittenSpan.ToArray();
    }

    public static MimeMessage RoundTrip(OutgoingMessage message, RecipientValues? recipient = null) => MimeMessage.Parse(Bytes(message, recipient));

    public static string Body(string message) => message[(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    public static string Headers(string message) => message[..(message.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 2)];

    /// <summary>What must hold for every message, whatever its content.</summary>
    public static void AssertWellFormed(string message)
    {
        Assert.EndsWith("\r\n", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', message);
        Assert.DoesNotContain('\n', message.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.DoesNotContain('\r', message.Replace("\r\n", "", StringComparison.Ordinal));
        var lines = Headers(message).Split("\r\n")[..^1];
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 1, 998));
        Assert.All(lines, line => Assert.NotEqual("", line.Trim()));
        Assert.All(lines, line => Assert.True(line == line.TrimEnd(), $"'{line}' ends in white space."));
        Assert.All(Body(message).Split("\r\n"), line => Assert.True(line.Length <= 76 && !line.StartsWith('.') && line.All(c => c is >= ' ' and <= '~'), $"The body line '{line}'"));
        Assert.Equal(RelaxedBody(Body(message)), Body(message));
    }

    // RFC 6376 §3.4.4, word for word.
    private static string RelaxedBody(string body)
    {
        var lines = body.Split("\r\n").Select(line => System.Text.RegularExpressions.Regex.Replace(line, "[ \t]+", " ", System.Text.RegularExpressions.RegexOptions.NonBacktracking).TrimEnd(' '));
        var joined = string.Join("\r\n", lines).TrimEnd('\r', '\n');
        return joined.Length == 0 ? "" : joined + "\r\n";
    }
}

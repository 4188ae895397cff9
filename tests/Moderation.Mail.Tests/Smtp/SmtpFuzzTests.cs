using System.Net;
using System.Text;
using Moderation.Mail.Smtp;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpFuzzTests
{
    private static readonly byte[][] Replies =
    [
        "220 mx.example.org ESMTP\r\n"u8.ToArray(), "250-mx\r\n250-PIPELINING\r\n250-SIZE 52428800\r\n250-AUTH PLAIN LOGIN\r\n250 SMTPUTF8\r\n"u8.ToArray(),
        "550 5.1.1 <b@example.org>: Recipient address rejected: User unknown\r\n"u8.ToArray(), "421-4.7.0 [192.0.2.1] Our system\r\n421 4.7.0 try later\r\n"u8.ToArray(), "354 go\r\n"u8.ToArray(),
    ];

    private static readonly byte[][] Dialogs =
    [
        "EHLO me.example\r\nMAIL FROM:<a@example.com> SIZE=120 BODY=8BITMIME\r\nRCPT TO:<b@example.org>\r\nDATA\r\nSubject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n"u8.ToArray(),
        "HELO me\r\nMAIL FROM:<>\r\nRCPT TO:<\"quoted \\\" one\"@[192.0.2.1]>\r\nRSET\r\nNOOP\r\nVRFY x\r\nSTARTTLS\r\n"u8.ToArray(),
        "EHLO [IPv6:2001:db8::1]\r\nMAIL FROM:<żółć@przykład.pl> SMTPUTF8\r\nRCPT TO:<ü@example.org>\r\n"u8.ToArray(),
    ];

    [Fact]
    public void Replies_survive_mutation() =>
        Fuzz.Run<SmtpProtocolException>(
            "smtp-reply", Replies, bytes =>
            {
                var reader = new SmtpReplyReader(new MemoryStream(bytes));
                while (Wait(reader.ReadAsync(default)) is { } reply)
                {
                    Assert.InRange(reply.Code, 200, 599);
                    _ = SmtpCapabilities.FromEhlo(reply);
                }
            },
            "250-", "550 5.1.1 ", "\r\n", "\n", "\r", "4.7.", "SIZE ", "AUTH=", "\0");

    [Fact]
    public void Commands_survive_mutation_and_answer_each_line_with_one_whole_reply() =>
        Fuzz.Run(
            "smtp-command", Dialogs, bytes =>
            {
                var options = new SmtpListenerOptions();
                var dialog = new SmtpServerDialog(options, new Inbox(), TimeProvider.System, IPAddress.Loopback, (_, _) => { });
                var lines = new SmtpLineReader(new MemoryStream(bytes), options.MaxCommandBytes);
                while (Wait(lines.ReadAsync(options.MaxCommandBytes, default)) == SmtpLine.Read)
                {
                    var (reply, next) = Wait(dialog.AnswerAsync(lines.Line.ToArray(), default));
                    Assert.InRange(reply.Code, 200, 599);
                    Assert.EndsWith("\r\n", Encoding.ASCII.GetString(reply.ToWire()), StringComparison.Ordinal);
                    if (next == SmtpNext.Data)
                    {
                        reply = Wait(dialog.ReceivedAsync("x\r\n"u8.ToArray(), default));
                        Assert.Equal(250, reply.Code);
                    }
                }
            },
            "MAIL FROM:<", "RCPT TO:<", ">", "\r\n", "@", "SIZE=", "BODY=", "SMTPUTF8", "DATA\r\n", "EHLO ", "\"", "\\", "[IPv6:", "\0", "\xff");

    // Both read from memory, so nothing is ever waited for.
    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}

using System.Diagnostics;
using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>Against programs that others wrote.</summary>
public sealed class SmtpInteropTests
{
    private const string Sink = "/usr/sbin/smtp-sink";
    private const string Swaks = "/usr/bin/swaks";

    [ProgramFact(Sink, "postfix")]
    public async Task Postfix_takes_what_our_client_sends()
    {
        var port = RunningProgram.FreePort();
        using var sink = StartSink(port);
        try
        {
            await using var connection = await ConnectAsync(port);
            Assert.True(connection.Capabilities is { Pipelining: true, EightBitMime: true });
            var random = new Random(1);
            var messages = Enumerable.Range(0, 300).Select(i => new SmtpMessage(Mails.Envelope(recipient: $"b{i}@example.org"), Mails.Random(random, random.Next(40_000)))).ToList();
            var outcomes = new List<Task<SmtpOutcome>>();
            for (var i = 0; i < messages.Count; i++)
            {
                // Some are announced with the end of the one before.
                outcomes.Add(await connection.SubmitAsync(messages[i], default, next: i % 5 < 3 && i + 1 < messages.Count ? messages[i + 1] : null));
            }

            Assert.All(await Task.WhenAll(outcomes), outcome => Assert.Equal(SmtpOutcomeKind.Accepted, outcome.Kind));
        }
        finally
        {
            sink.Kill();
        }
    }

    [ProgramFact(Sink, "postfix")]
    public async Task Refusals_of_postfix_are_outcomes()
    {
        var port = RunningProgram.FreePort();
        using var sink = StartSink(port, "-r", "rcpt");
        try
        {
            await using var connection = await ConnectAsync(port);
            for (var i = 0; i < 5; i++)
            {
                var outcome = await await connection.SubmitAsync(new(Mails.Envelope(), Mails.Text("Subject: x\r\n\r\nx\r\n")), default);
                Assert.Equal((SmtpOutcomeKind.Deferred, SmtpStage.RcptTo), (outcome.Kind, outcome.Stage));
            }
        }
        finally
        {
            sink.Kill();
        }
    }

    [ProgramFact(Swaks, "swaks")]
    public async Task Our_listener_takes_what_swaks_sends()
    {
        var inbox = new Inbox();
        await using var listener = new SmtpListener(new SmtpListenerOptions(), inbox);
        listener.Start();
        foreach (var extra in (string[][])[[], ["--pipeline"], ["--ehlo", "client.example", "--body", ".dot\\n..two\\nend"]])
        {
            string[] arguments = ["--server", "127.0.0.1", "--port", $"{listener.EndPoint.Port}", "--from", "a@example.com", "--to", "b@example.org", .. extra];
            var (exit, output, error) = await Task.Run(() => RunningProgram.Run(Swaks, arguments));
            Assert.True(exit == 0, output + error);
        }

        Assert.Equal(3, inbox.Messages.Count);
        var last = Encoding.UTF8.GetString(inbox.Messages.Last().Data.Span);
        Assert.Contains("\r\n\r\n.dot\r\n..two\r\nend\r\n", last, StringComparison.Ordinal);
    }

    private static Process StartSink(int port, params string[] options)
    {
        // It will not run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        return RunningProgram.Start(Sink, [.. user, .. options, $"127.0.0.1:{port}", "100"]);
    }

    private static async Task<SmtpConnection> ConnectAsync(int port)
    {
        var route = new SmtpRoute { Host = "127.0.0.1", Port = port, HeloName = "me.example", Tls = TlsPolicy.None };
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SmtpConnection.ConnectAsync(route, default);
            }
            catch (SmtpConnectException) when (tries < 50)
            {
                await Task.Delay(100);
            }
        }
    }
}

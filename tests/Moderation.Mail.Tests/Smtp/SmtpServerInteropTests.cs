using System.Net;
using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>With whole mail servers on the other side, under TLS and with a password.</summary>
public sealed class SmtpServerInteropTests
{
    private const int Messages = 100;

    [PostfixFact]
    public async Task Postfix_takes_our_mail_under_checked_TLS_with_a_password_and_keeps_every_byte()
    {
        using var postfix = PostfixServer.Start(RunningProgram.FreePort());
        var route = Route(postfix.Port) with
        {
            Tls = TlsPolicy.Required,
            CertificateCheck = postfix.IsOurCertificate,
            Credentials = new NetworkCredential(PostfixServer.User, PostfixServer.Password),
        };
        var sent = await SendAsync(route);
        await AllArriveAsync(sent, postfix.Mailbox, () => postfix.Log);
    }

    [PostfixFact]
    public async Task Postfix_refuses_a_wrong_password_and_we_say_so()
    {
        using var postfix = PostfixServer.Start(RunningProgram.FreePort());
        var route = Route(postfix.Port) with { Tls = TlsPolicy.Required, CertificateCheck = postfix.IsOurCertificate, Credentials = new NetworkCredential(PostfixServer.User, "wrong") };
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => ConnectAsync(route));
        Assert.Equal(535, e.Reply?.Code);
    }

    [PostfixFact]
    public async Task Postfix_brings_us_mail_under_TLS()
    {
        var inbox = new Inbox();
        using var certificate = TestCertificate.Create();
        await using var listener = new SmtpListener(new SmtpListenerOptions { Certificate = certificate }, inbox);
        listener.Start();
        using var postfix = PostfixServer.Start(RunningProgram.FreePort(), smartHost: listener.EndPoint.Port);
        var route = Route(postfix.Port) with
        {
            Tls = TlsPolicy.Required,
            CertificateCheck = postfix.IsOurCertificate,
            Credentials = new NetworkCredential(PostfixServer.User, PostfixServer.Password),
        };
        var sent = await SendAsync(route, "b@elsewhere.example");
        await AllArriveAsync(sent, () => Read(inbox), () => postfix.Log);
        Assert.All(inbox.Messages, message => Assert.True(message.Peer.IsEncrypted));
    }

    [OpenSmtpdFact]
    public async Task OpenSMTPD_takes_our_mail_and_brings_it_to_us_with_every_byte()
    {
        var inbox = new Inbox();
        await using var listener = new SmtpListener(new SmtpListenerOptions(), inbox);
        listener.Start();
        var port = RunningProgram.FreePort();
        using var server = OpenSmtpd.Start(port, listener.EndPoint.Port);
        var sent = await SendAsync(Route(port) with { Tls = TlsPolicy.None });
        await AllArriveAsync(sent, () => Read(inbox), () => "");
    }

    private static string[] Read(Inbox inbox) => [.. inbox.Messages.Select(message => Encoding.UTF8.GetString(message.Data.Span).ReplaceLineEndings("\n"))];

    private static async Task<List<string>> SendAsync(SmtpRoute route, string recipient = "b@example.org")
    {
        await using var connection = await ConnectAsync(route);
        var random = new Random(21);
        var messages = Enumerable.Range(0, Messages).Select(_ => new SmtpMessage(Mails.Envelope(recipient: recipient), Mails.Random(random, random.Next(20_000)))).ToList();
        var outcomes = new List<Task<SmtpOutcome>>();
        for (var i = 0; i < messages.Count; i++)
        {
            // Each is announced with the end of the one before, as a campaign's are.
            outcomes.Add(await connection.SubmitAsync(messages[i], default, next: i + 1 < messages.Count ? messages[i + 1] : null));
        }

        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.True(outcome.Kind == SmtpOutcomeKind.Accepted, outcome.ToString()));
        return messages.ConvertAll(message => Encoding.UTF8.GetString(message.Content.Span));
    }

    // Servers add fields above ours (and a Message-ID and a Date where there are none), so the bodies are compared.
    private static async Task AllArriveAsync(IEnumerable<string> sent, Func<IReadOnlyCollection<string>> arrived, Func<string> log)
    {
        for (var tries = 0; arrived().Count < Messages; tries++)
        {
            Assert.True(tries < 300, $"{arrived().Count} of {Messages} arrived. {log()}");
            await Task.Delay(100);
        }

        Assert.Equal(sent.Select(message => Body(message.ReplaceLineEndings("\n"))).Order(StringComparer.Ordinal), arrived().Select(Body).Order(StringComparer.Ordinal));
    }

    private static string Body(string message) => message[(message.IndexOf("\n\n", StringComparison.Ordinal) + 2)..].TrimEnd('\n');

    private static SmtpRoute Route(int port) => new() { Host = "127.0.0.1", Port = port, HeloName = "me.example" };

    private static async Task<SmtpConnection> ConnectAsync(SmtpRoute route)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await SmtpConnection.ConnectAsync(route, default);
            }
            catch (SmtpConnectException e) when (tries < 100 && e.Reply is null)
            {
                await Task.Delay(100);
            }
        }
    }
}

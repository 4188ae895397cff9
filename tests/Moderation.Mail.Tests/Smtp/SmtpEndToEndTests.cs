using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>Our client against our listener.</summary>
public sealed class SmtpEndToEndTests
{
    [Fact]
    public async Task A_thousand_messages_over_four_connections_arrive_byte_for_byte()
    {
        var inbox = new Inbox();
        await using var listener = Start(inbox);
        var sent = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => SendManyAsync(listener, new Random(i), 250)));
        Assert.Equal(1_000, inbox.Messages.Count);
        Assert.Equal(
            sent.SelectMany(hashes => hashes).Order(StringComparer.Ordinal),
            inbox.Messages.Select(m => Hash(m.Data.Span)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_large_message_full_of_dots_arrives_byte_for_byte()
    {
        var inbox = new Inbox();
        await using var listener = Start(inbox);
        await using var connection = await SmtpConnection.ConnectAsync(Route(listener), default);
        var message = Mails.Random(new Random(3), 3_000_000);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), message), default)).Kind);
        Assert.True(Assert.Single(inbox.Messages).Data.Span.SequenceEqual(message));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_recipient_does_not_hurt_its_neighbours(bool announced)
    {
        var inbox = new Inbox { OnRecipient = r => r.StartsWith("bad", StringComparison.Ordinal) ? new SmtpReply(550, new EnhancedStatus(5, 1, 1), "No") : Inbox.Ok };
        await using var listener = Start(inbox);
        await using var connection = await SmtpConnection.ConnectAsync(Route(listener), default);
        var outcomes = new List<Task<SmtpOutcome>>();
        SmtpMessage[] messages = [.. ((string[])["good", "bad", "bad", "good", "bad", "good"]).Select(local => new SmtpMessage(Mails.Envelope(recipient: local + "@example.org"), Mails.Text("x\r\n")))];
        for (var i = 0; i < messages.Length; i++)
        {
            outcomes.Add(await connection.SubmitAsync(messages[i], default, next: announced && i + 1 < messages.Length ? messages[i + 1] : null));
        }

        var kinds = (await Task.WhenAll(outcomes)).Select(o => o.Kind == SmtpOutcomeKind.Accepted ? 'A' : 'R');
        Assert.Equal("ARRARA", string.Concat(kinds));
    }

    [Theory]
    [InlineData(TlsPolicy.Opportunistic)]
    [InlineData(TlsPolicy.Required)]
    public async Task Mail_travels_under_tls(TlsPolicy tls)
    {
        var inbox = new Inbox();
        using var certificate = TestCertificate.Create();
        await using var listener = Start(inbox, certificate);
        var route = Route(listener) with { Tls = tls, CertificateCheck = (_, found, _, _) => found!.GetCertHashString() == certificate.GetCertHashString() };
        await using var connection = await SmtpConnection.ConnectAsync(route, default);
        Assert.True(connection.IsEncrypted);
        var message = Mails.Random(new Random(5), 200_000);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), message), default)).Kind);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), message), default)).Kind);
        Assert.All(inbox.Messages, m => Assert.True(m.Peer.IsEncrypted && m.Data.Span.SequenceEqual(message)));
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused_where_tls_is_required()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = Start(new Inbox(), certificate);
        var e = await Assert.ThrowsAsync<SmtpConnectException>(() => SmtpConnection.ConnectAsync(Route(listener) with { Tls = TlsPolicy.Required }, default));
        Assert.StartsWith("TLS with 127.0.0.1 failed", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_tls_is_opportunistic_and_breaks_mail_goes_in_clear()
    {
        var inbox = new Inbox();
        // A certificate without its private key cannot serve.
        using var certificate = TestCertificate.Create();
        using var useless = X509CertificateLoader.LoadCertificate(certificate.Export(X509ContentType.Cert));
        await using var listener = Start(inbox, useless);
        await using var connection = await SmtpConnection.ConnectAsync(Route(listener) with { Tls = TlsPolicy.Opportunistic }, default);
        Assert.False(connection.IsEncrypted);
        Assert.Equal(SmtpOutcomeKind.Accepted, (await await connection.SubmitAsync(new(Mails.Envelope(), Mails.Text("x\r\n")), default)).Kind);
    }

    [Fact]
    public async Task Commands_ahead_of_tls_end_the_session()
    {
        using var certificate = TestCertificate.Create();
        await using var listener = Start(new Inbox(), certificate);
        using var client = new RawClient(listener.EndPoint);
        await client.HearAsync();
        Assert.EndsWith("|250 STARTTLS", await client.AskAsync("EHLO x\r\n"), StringComparison.Ordinal);
        Assert.Equal("554 5.5.1 Nothing may follow STARTTLS before TLS, closing", await client.AskAsync("STARTTLS\r\nMAIL FROM:<evil@example.com>\r\n"));
        Assert.Null(await client.HearAsync());
    }

    private static async Task<List<string>> SendManyAsync(SmtpListener listener, Random random, int count)
    {
        await using var connection = await SmtpConnection.ConnectAsync(Route(listener), default);
        var hashes = new List<string>();
        var outcomes = new List<Task<SmtpOutcome>>();
        for (var i = 0; i < count; i++)
        {
            var message = Mails.Random(random, random.Next(20_000));
            hashes.Add(Hash(message));
            outcomes.Add(await connection.SubmitAsync(new(Mails.Envelope(), message), default));
        }

        Assert.All(await Task.WhenAll(outcomes), outcome => Assert.Equal(SmtpOutcomeKind.Accepted, outcome.Kind));
        return hashes;
    }

    private static string Hash(ReadOnlySpan<byte> message) => Convert.ToHexString(SHA256.HashData(message));

    private static SmtpRoute Route(SmtpListener listener) =>
        new() { Host = "127.0.0.1", Port = listener.EndPoint.Port, HeloName = "me.example", Tls = TlsPolicy.None };

    private static SmtpListener Start(Inbox inbox, X509Certificate2? certificate = null)
    {
        var listener = new SmtpListener(new SmtpListenerOptions { Certificate = certificate, EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, inbox);
        listener.Start();
        return listener;
    }
}

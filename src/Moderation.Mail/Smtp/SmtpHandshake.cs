using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Moderation.Mail.Smtp;

/// <summary>From the first byte to a session that takes mail: greeting, EHLO, STARTTLS, AUTH. One command at a time.</summary>
internal sealed class SmtpHandshake(SmtpRoute route, Socket socket) : IAsyncDisposable
{
    private Stream _stream = new NetworkStream(socket, ownsSocket: true);

    public SmtpReplyReader Reader { get; private set; } = null!;

    public Stream Stream => _stream;

    public SmtpCapabilities Capabilities { get; private set; } = SmtpCapabilities.None;

    public bool IsEncrypted => _stream is SslStream;

    /// <summary>The session broke while TLS was being set up.</summary>
    public bool TlsFailed { get; private set; }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    /// <exception cref="SmtpConnectException">The server will not have us, or not as the route demands.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        if (route.Tls == TlsPolicy.Implicit)
        {
            await EncryptAsync(ct);
        }

        Reader = new SmtpReplyReader(_stream);
        Expect("greeting", 220, await ReadAsync(route.Timeouts.Greeting, ct));
        await HelloAsync(ct);
        if (route.Tls is TlsPolicy.Opportunistic or TlsPolicy.Required)
        {
            await StartTlsAsync(ct);
        }

        if (route.Credentials is { } credentials)
        {
            await AuthenticateAsync(credentials, ct);
        }
    }

    private async Task HelloAsync(CancellationToken ct)
    {
        var reply = await CommandAsync($"EHLO {route.HeloName}", ct);
        if (reply is { IsPermanent: true })
        {
            // RFC 5321 §3.2: a server without extensions.
            Expect("HELO", 250, await CommandAsync($"HELO {route.HeloName}", ct));
            Capabilities = SmtpCapabilities.None;
            return;
        }

        Capabilities = SmtpCapabilities.FromEhlo(Expect("EHLO", 250, reply));
    }

    private async Task StartTlsAsync(CancellationToken ct)
    {
        if (!Capabilities.StartTls)
        {
            if (route.Tls == TlsPolicy.Required)
            {
                throw new SmtpConnectException($"{route.Host} does not offer STARTTLS, which this route requires.");
            }

            return;
        }

        var reply = await CommandAsync("STARTTLS", ct);
        if (reply is not { Code: 220 } && route.Tls == TlsPolicy.Opportunistic)
        {
            // The session goes on in clear (RFC 3207 §4: any other code leaves it as it was).
            return;
        }

        Expect("STARTTLS", 220, reply);
        if (Reader.Buffered > 0)
        {
            // What somebody slipped in before TLS would be read as said under TLS (CVE-2011-0411 and its kin).
            throw new SmtpConnectException($"{route.Host} sent more than its answer to STARTTLS. Somebody may be in between.");
        }

        await EncryptAsync(ct);
        Reader = new SmtpReplyReader(_stream);

        // RFC 3207 §4.2: everything learnt before is forgotten.
        await HelloAsync(ct);
    }

    private async Task EncryptAsync(CancellationToken ct)
    {
#pragma warning disable CA5359 // RFC 7435: encryption to an unchecked peer still keeps out who only listens; Required checks.
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = route.Host,
            // Fetching missing certificates by URL would be a request that a stranger chooses.
            CertificateChainPolicy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck },
            RemoteCertificateValidationCallback = route.Tls == TlsPolicy.Opportunistic ? AcceptAnybody : route.CertificateCheck,
        };
#pragma warning restore CA5359
        var ssl = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = ssl;
        using var limit = Limit(route.Timeouts.Command, ct);
        TlsFailed = true;
        try
        {
            await TimedAsync(async () =>
            {
                await ssl.AuthenticateAsClientAsync(options, limit.Token);
                return true;
            }, ct);
        }
        catch (AuthenticationException e)
        {
            throw new SmtpConnectException($"TLS with {route.Host} failed: {e.Message}", null, e);
        }

        TlsFailed = false;
    }

    private static bool AcceptAnybody(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;

    private async Task AuthenticateAsync(NetworkCredential credentials, CancellationToken ct)
    {
        var isPrivate = (IsEncrypted && route.Tls != TlsPolicy.Opportunistic)
            || (socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
        if (!isPrivate)
        {
            throw new SmtpConnectException("A password is sent only over TLS with a checked certificate. Set the route's TLS policy to Required.");
        }

        if ((credentials.UserName + credentials.Password).Contains('\0', StringComparison.Ordinal))
        {
            throw new SmtpConnectException("The user name or the password holds a NUL.");
        }

        if (route.AccessToken is { } accessToken)
        {
            await AuthenticateWithTokenAsync(credentials.UserName, await accessToken(ct), ct);
        }
        else if (Capabilities.Auth.Contains("PLAIN"))
        {
            // RFC 4616 §2.
            var token = Base64($"\0{credentials.UserName}\0{credentials.Password}");
            Expect("AUTH", 235, await CommandAsync($"AUTH PLAIN {token}", ct));
        }
        else if (Capabilities.Auth.Contains("LOGIN"))
        {
            Expect("AUTH", 334, await CommandAsync("AUTH LOGIN", ct));
            Expect("AUTH", 334, await CommandAsync(Base64(credentials.UserName), ct));
            Expect("AUTH", 235, await CommandAsync(Base64(credentials.Password), ct));
        }
        else
        {
            throw new SmtpConnectException($"{route.Host} offers neither AUTH PLAIN nor AUTH LOGIN.");
        }
    }

    // Google's and Microsoft's way, older than RFC 7628 and what their servers offer.
    private async Task AuthenticateWithTokenAsync(string user, string token, CancellationToken ct)
    {
        if (!Capabilities.Auth.Contains("XOAUTH2"))
        {
            throw new SmtpConnectException($"{route.Host} does not offer AUTH XOAUTH2, which an access token needs.");
        }

        if ((user + token).Contains('\u0001', StringComparison.Ordinal))
        {
            throw new SmtpConnectException("The user name or the access token holds a control character.");
        }

        var reply = await CommandAsync($"AUTH XOAUTH2 {Base64($"user={user}\u0001auth=Bearer {token}\u0001\u0001")}", ct);
        if (reply?.Code == 334)
        {
            // The challenge tells why it is refused; an empty answer fetches the refusal itself.
            reply = await CommandAsync("", ct);
        }

        Expect("AUTH", 235, reply);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private async Task<SmtpReply?> CommandAsync(string line, CancellationToken ct)
    {
        using var limit = Limit(route.Timeouts.Command, ct);
        return await TimedAsync(async () =>
        {
            await _stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"), limit.Token);
            return await Reader.ReadAsync(limit.Token);
        }, ct);
    }

    private async Task<SmtpReply?> ReadAsync(TimeSpan timeout, CancellationToken ct)
    {
        using var limit = Limit(timeout, ct);
        return await TimedAsync(async () => await Reader.ReadAsync(limit.Token), ct);
    }

    private static CancellationTokenSource Limit(TimeSpan timeout, CancellationToken ct)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(timeout);
        return limit;
    }

    private async Task<T> TimedAsync<T>(Func<Task<T>> step, CancellationToken ct)
    {
        try
        {
            return await step();
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw new SmtpConnectException($"{route.Host} did not answer in time.", null, e);
        }
        catch (IOException e) when (e is not SmtpConnectException)
        {
            throw new SmtpConnectException($"The connection to {route.Host} broke: {e.Message}", null, e);
        }
    }

    private SmtpReply Expect(string what, int code, SmtpReply? reply)
    {
        if (reply?.Code == code)
        {
            return reply;
        }

        throw reply is null
            ? new SmtpConnectException($"{route.Host} closed the connection at {what}.")
            : new SmtpConnectException($"{route.Host} refused at {what}: {reply}", reply);
    }
}

using System.Net;
using System.Net.Security;

namespace Moderation.Mail.Smtp;

public enum TlsPolicy
{
    /// <summary>Never encrypt: loopback and private links.</summary>
    None,

    /// <summary>Encrypt where the server offers it, without checking who it is (RFC 7435); in clear where it fails.</summary>
    Opportunistic,

    /// <summary>STARTTLS with a valid certificate, or no session.</summary>
    Required,

    /// <summary>TLS from the first byte with a valid certificate (RFC 8314, port 465).</summary>
    Implicit,
}

/// <summary>Where mail goes and how.</summary>
public sealed record SmtpRoute
{
    private readonly string _heloName = "";

    /// <summary>Host name or IP address of the server.</summary>
    public required string Host { get; init; }

    /// <summary>Where to connect; null looks up <see cref="Host"/>. The certificate has to be of <see cref="Host"/> either way.</summary>
    public IPAddress? Address { get; init; }

    public int Port { get; init; } = 25;

    /// <summary>Our name in EHLO: a domain name, or an address literal such as <c>[192.0.2.1]</c>.</summary>
    /// <exception cref="ArgumentException">It holds anything else.</exception>
    public required string HeloName
    {
        get => _heloName;
        init => _heloName = value.Length is > 0 and <= 255 && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '[' or ']' or ':')
            ? value
            : throw new ArgumentException("The EHLO name is a domain name or an address in brackets.", nameof(value));
    }

    public TlsPolicy Tls { get; init; } = TlsPolicy.Opportunistic;

    /// <summary>Replaces the system's check of the server's certificate, for a private authority. Unused when opportunistic.</summary>
    public RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <summary>Only sent under <see cref="TlsPolicy.Required"/> or <see cref="TlsPolicy.Implicit"/>, or to a loopback address.</summary>
    public NetworkCredential? Credentials { get; init; }

    /// <summary>
    /// Gives an OAuth 2.0 access token, asked for at each session: then AUTH XOAUTH2 with the user name of
    /// <see cref="Credentials"/>, and no password is sent.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? AccessToken { get; init; }

    /// <summary>The local IP address to send from; null lets the system choose.</summary>
    public IPAddress? LocalAddress { get; init; }

    public SmtpTimeouts Timeouts { get; init; } = new();
}

/// <summary>How long to wait for the server; the defaults are the minima of RFC 5321 §4.5.3.2.</summary>
public sealed record SmtpTimeouts
{
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Greeting { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>EHLO, STARTTLS, AUTH, MAIL, RCPT and RSET.</summary>
    public TimeSpan Command { get; init; } = TimeSpan.FromMinutes(5);

    public TimeSpan DataStart { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For each write.</summary>
    public TimeSpan DataBlock { get; init; } = TimeSpan.FromMinutes(3);

    public TimeSpan DataEnd { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>For the whole of a polite goodbye.</summary>
    public TimeSpan Quit { get; init; } = TimeSpan.FromSeconds(5);
}

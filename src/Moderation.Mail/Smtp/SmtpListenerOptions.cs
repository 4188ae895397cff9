using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Moderation.Mail.Smtp;

/// <summary>Where a listener listens, and its limits.</summary>
public sealed record SmtpListenerOptions
{
    /// <summary>Port 0 takes a free one; see <see cref="SmtpListener.EndPoint"/>.</summary>
    public IPEndPoint EndPoint { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>Our name in the greeting.</summary>
    public string ServerName { get; init; } = "localhost";

    /// <summary>With its private key; STARTTLS is offered when it is given. The caller disposes it.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>What stands between the certificate and a root, and is sent with it (RFC 8446 §4.4.2). The caller disposes it.</summary>
    public X509Certificate2Collection Chain { get; init; } = [];

    public int MaxMessageBytes { get; init; } = 25 * 1024 * 1024;

    public int MaxRecipients { get; init; } = 100;

    /// <summary>RFC 5321 §4.5.3.1.4 asks for 512; extensions and long addresses add to it.</summary>
    public int MaxCommandBytes { get; init; } = 2_048;

    /// <summary>RFC 5321 §4.5.3.1.6 asks for 1,000; real bounces carry longer lines.</summary>
    public int MaxLineBytes { get; init; } = 32 * 1024;

    /// <summary>Commands between two accepted messages.</summary>
    public int MaxCommands { get; init; } = 500;

    /// <summary>Commands that we refused as wrong, in a whole session.</summary>
    public int MaxErrors { get; init; } = 20;

    public int MaxSessions { get; init; } = 200;

    /// <summary>Sessions at once from one IPv4 address or one IPv6 /64.</summary>
    public int MaxSessionsPerAddress { get; init; } = 50;

    /// <summary>New sessions in a minute from one IPv4 address or one IPv6 /64, on average; as many may come at once.</summary>
    public int MaxSessionsPerMinute { get; init; } = 600;

    /// <summary>Bytes of messages being received, over all sessions. What exceeds it is told to come again later.</summary>
    public long MaxBytesInFlight { get; init; } = 256 * 1024 * 1024;

    /// <summary>For one command to arrive whole, and for the TLS handshake.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>For one message to arrive whole.</summary>
    public TimeSpan MessageTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Told what went wrong in a session: attacks, broken peers, a handler's exception. Must not throw.</summary>
    public Action<SmtpProblem>? OnProblem { get; init; }
}

/// <summary>Something for the log.</summary>
/// <param name="Address">The peer's.</param>
/// <param name="What">One sentence.</param>
/// <param name="Cause">The exception behind it, when there is one.</param>
public sealed record SmtpProblem(IPAddress Address, string What, Exception? Cause);

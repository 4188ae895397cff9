using System.Net;

namespace Moderation.Mail.Dns;

/// <summary>Whom to ask and for how long.</summary>
public sealed record DnsOptions
{
    /// <summary>Recursive servers, asked in this order.</summary>
    public required IReadOnlyList<IPEndPoint> Servers { get; init; }

    /// <summary>How long one server is waited for, by UDP and again by TCP.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often the whole list is tried.</summary>
    public int Rounds { get; init; } = 2;

    /// <summary>Answers kept; zero keeps none.</summary>
    public int CacheSize { get; init; } = 10_000;

    /// <summary>The servers of this machine.</summary>
    public static DnsOptions FromSystem() => SystemDns.Read();
}

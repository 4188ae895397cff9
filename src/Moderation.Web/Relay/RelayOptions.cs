using System.Net;
using Moderation.Delivery;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay;

/// <summary>The section <c>Relay</c> of the configuration.</summary>
public sealed record RelayOptions
{
    /// <summary>Where mail leaves to; null while none is configured.</summary>
    public SmtpRoute? Route { get; init; }

    /// <summary>Name that the relay gives in EHLO.</summary>
    public required string HelloName { get; init; }

    /// <summary>Connections to the route that one node keeps.</summary>
    public int Connections { get; init; } = 10;

    /// <summary>How long a chunk belongs to a node that no longer says so. Also how long a killed node's chunk waits.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Outcomes are written when so many wait …</summary>
    public int Batch { get; init; } = 200;

    /// <summary>… or after this time.</summary>
    public TimeSpan Flush { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>How often an idle node looks for work.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a busy node asks whether its campaigns still send, and who has opted out meanwhile.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromMilliseconds(400);

    /// <summary>How often campaigns are looked for whose job was lost.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(30);

    public RetryPolicy Retry { get; init; } = RetryPolicy.Default;

    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static RelayOptions From(IConfiguration configuration)
    {
        var section = configuration.GetSection("Relay");
        var options = new RelayOptions { HelloName = section["HelloName"] ?? Dns.GetHostName() };
        if (options.HelloName.Length is 0 or > 255 || !options.HelloName.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.'))
        {
            throw new StartRefusedException($"Relay:HelloName is '{options.HelloName}', which is no host name. Write it like relay1.provider.example.");
        }

        options = options with
        {
            Route = RouteFrom(section.GetSection("Route"), options.HelloName),
            Connections = section.GetValue("Connections", options.Connections),
            Lease = section.GetValue("Lease", options.Lease),
            Batch = section.GetValue("Batch", options.Batch),
            Flush = section.GetValue("Flush", options.Flush),
            Poll = section.GetValue("Poll", options.Poll),
            Look = section.GetValue("Look", options.Look),
            Sweep = section.GetValue("Sweep", options.Sweep),
            Retry = new RetryPolicy(
                section.GetSection("RetryDelays").Get<TimeSpan[]>() is { Length: > 0 } delays ? delays : RetryPolicy.Default.Delays,
                section.GetValue("GiveUpAfter", RetryPolicy.Default.GiveUpAfter)),
        };
        return options is { Connections: > 0 and <= 1000, Batch: > 0 } && options.Lease >= TimeSpan.FromSeconds(1)
            ? options
            : throw new StartRefusedException("Relay:Connections is 1 to 1,000, Relay:Batch at least 1, Relay:Lease at least one second.");
    }

    private static SmtpRoute? RouteFrom(IConfigurationSection section, string helloName)
    {
        if (section["Host"] is not { Length: > 0 } host)
        {
            return null;
        }

        var port = section.GetValue("Port", 25);
        if (port is < 1 or > 65535)
        {
            throw new StartRefusedException($"Relay:Route:Port is {port}. A port is a number from 1 to 65535.");
        }

        if (!Enum.TryParse<TlsPolicy>(section["Tls"] ?? nameof(TlsPolicy.Opportunistic), ignoreCase: true, out var tls))
        {
            throw new StartRefusedException($"Relay:Route:Tls is '{section["Tls"]}'. It is one of {string.Join(", ", Enum.GetNames<TlsPolicy>())}.");
        }

        return new SmtpRoute
        {
            Host = host,
            Port = port,
            HeloName = helloName,
            Tls = tls,
            Credentials = section["User"] is { Length: > 0 } user ? new NetworkCredential(user, section["Password"]) : null,
        };
    }
}

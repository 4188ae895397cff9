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

    // Nobody waits longer for a newsletter.
    private static readonly TimeSpan LongestRetry = TimeSpan.FromDays(14);

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

        try
        {
            options = options.Filled(section);
        }
        catch (InvalidOperationException e)
        {
            // The binder names the value and where it stands.
            throw new StartRefusedException($"{e.Message} Numbers are written like 10, times like 00:30:00 and days like 4.00:00:00.", e);
        }

        if (options.Retry.Delays.Any(delay => delay <= TimeSpan.Zero) || options.Retry.GiveUpAfter < TimeSpan.Zero || options.Retry.GiveUpAfter > LongestRetry)
        {
            throw new StartRefusedException("Relay:RetryDelays are waits of more than nothing, such as 00:30:00, and Relay:GiveUpAfter is at most 14 days. RFC 5321 asks for half an hour between tries and for four to five days in all.");
        }

        return options is { Connections: > 0 and <= 1000, Batch: > 0 } && options.Lease >= TimeSpan.FromSeconds(1) && options.Look > TimeSpan.Zero
            ? options
            : throw new StartRefusedException("Relay:Connections is 1 to 1,000, Relay:Batch at least 1, Relay:Lease at least one second, Relay:Look more than nothing.");
    }

    private RelayOptions Filled(IConfigurationSection section)
    {
        return this with
        {
            Route = RouteFrom(section.GetSection("Route"), HelloName),
            Connections = section.GetValue("Connections", Connections),
            Lease = section.GetValue("Lease", Lease),
            Batch = section.GetValue("Batch", Batch),
            Flush = section.GetValue("Flush", Flush),
            Poll = section.GetValue("Poll", Poll),
            Look = section.GetValue("Look", Look),
            Sweep = section.GetValue("Sweep", Sweep),
            Retry = new RetryPolicy(
                section.GetSection("RetryDelays").Get<TimeSpan[]>() is { Length: > 0 } delays ? delays : RetryPolicy.Default.Delays,
                section.GetValue("GiveUpAfter", RetryPolicy.Default.GiveUpAfter)),
        };
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

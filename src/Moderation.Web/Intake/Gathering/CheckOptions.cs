using System.Net;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dns;
using Moderation.Mail.SpamFilters;

namespace Moderation.Web.Intake.Gathering;

/// <summary>What is looked at outside: configuration section <c>Checks</c>.</summary>
public sealed record CheckOptions
{
    /// <summary>Whether links are followed and the DNS of senders is looked at. Off, those rules are named as not installed.</summary>
    public bool Network { get; init; }

    /// <summary>For all links of one mail together; what it leaves out is unknown, and is tried again while the campaign waits.</summary>
    public TimeSpan LinkBudget { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Addresses that one account may have fetched in an hour: the check-up is no port scanner.</summary>
    public int LinksPerHour { get; init; } = 2000;

    /// <summary>What was seen so long ago still holds in a check-up. At the approval and at the start of sending it is seen again.</summary>
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The addresses that mail leaves from: SPF has to allow each.</summary>
    public IReadOnlyList<IPAddress> Pool { get; init; } = [];

    public IReadOnlyList<Blocklist> Blocklists { get; init; } = [];

    public DnsOptions Dns { get; init; } = DnsOptions.FromSystem();

    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static CheckOptions From(IConfiguration configuration, bool development)
    {
        var section = configuration.GetSection("Checks");
        var options = new CheckOptions
        {
            // A newcomer's machine may be offline, and the demo's domains exist nowhere.
            Network = section.GetValue("Network", !development),
            Pool = [.. (section.GetSection("Pool").Get<string[]>() ?? []).Select(Address)],
            Blocklists = section.GetValue("Blocklists", false) ? Blocklist.Usual : [],
        };
        return options with
        {
            LinkBudget = section.GetValue("LinkBudget", options.LinkBudget),
            LinksPerHour = section.GetValue("LinksPerHour", options.LinksPerHour),
            KeepFor = section.GetValue("KeepFor", options.KeepFor),
            Dns = section.GetSection("Resolvers").Get<string[]>() is { Length: > 0 } servers ? new DnsOptions { Servers = [.. servers.Select(Server)] } : options.Dns,
        };
    }

    /// <summary>The spam filter that is installed; null without one.</summary>
    /// <exception cref="StartRefusedException">With the setting that is wrong.</exception>
    public static ISpamFilter? SpamFilter(IConfiguration configuration)
    {
        var section = configuration.GetSection("Checks");
        if (section["Rspamd:Url"] is { Length: > 0 } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? new Rspamd(address, section["Rspamd:Password"], new SpamFilterOptions())
                : throw new StartRefusedException($"Checks:Rspamd:Url is '{url}', which is no http address. Write it like http://rspamd:11333.");
        }

        return section["SpamAssassin:Host"] is { Length: > 0 } host ? new SpamAssassin(host, section.GetValue("SpamAssassin:Port", 783), new SpamFilterOptions()) : null;
    }

    private static IPAddress Address(string text) => IPAddress.TryParse(text, out var address)
        ? address
        : throw new StartRefusedException($"Checks:Pool names '{text}', which is no IP address. Write the addresses that mail leaves from, such as 192.0.2.1.");

    private static IPEndPoint Server(string text) => IPEndPoint.TryParse(text, out var server)
        ? server.Port == 0 ? new IPEndPoint(server.Address, 53) : server
        : throw new StartRefusedException($"Checks:Resolvers names '{text}', which is no address and port, such as 9.9.9.9:53.");
}

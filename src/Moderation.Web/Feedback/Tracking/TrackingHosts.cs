using Moderation.Accounts;
using Moderation.Mail.Dns;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>Hosts of accounts that stand for ours in tracked links.</summary>
public sealed class TrackingHosts(IDnsResolver dns, PublicLinks links)
{
    /// <summary>What their CNAME must say.</summary>
    public string OurHost { get; } = new Uri(links.BaseUrl).IdnHost;

    /// <returns>Null when the DNS gave no answer.</returns>
    public async Task<bool?> LeadsHereAsync(DomainName host, CancellationToken ct)
    {
        var answer = await dns.QueryAsync(host.Ascii, DnsType.Cname, ct);
        return answer.Outcome == DnsOutcome.TemporaryFailure ? null : answer.Of<NameRecord>().Any(record => DnsName.Same(record.Target.TrimEnd('.'), OurHost));
    }
}

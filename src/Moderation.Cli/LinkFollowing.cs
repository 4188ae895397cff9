using Moderation.Campaigns;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dns;
using Moderation.Mail.Fetching;
using Moderation.Rules.Links;

namespace Moderation.Cli;

/// <summary>Sees for itself where the links of mails lead; each address once, however many mails have it.</summary>
internal sealed class LinkFollowing
{
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);

    private readonly LinkProbing _probing;
    private readonly BlocklistCheck _blocklists;
    private readonly Dictionary<string, LinkProbe> _seen = new(StringComparer.Ordinal);

    public LinkFollowing(DnsOptions servers, bool asksBlocklists)
    {
        var dns = new DnsResolver(servers, TimeProvider.System);
        _probing = new LinkProbing(new LinkProber(new FilteredDialer(dns), TimeProvider.System, new LinkProberOptions()), TimeProvider.System);
        _blocklists = new BlocklistCheck(dns, asksBlocklists ? Blocklist.Usual : [], TimeProvider.System);
    }

    public async Task<LinkFacts> GatherAsync(Content content, CancellationToken ct)
    {
        var submission = new Submission(content);
        var plan = LinksToTry.In(submission);
        foreach (var (address, probe) in await _probing.ProbeAllAsync([.. plan.Addresses.Where(address => !_seen.ContainsKey(address))], Budget, ct))
        {
            _seen[address] = probe;
        }

        return await _blocklists.LinksAsync(submission, plan.Probes(_seen), ct);
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Moderation.Campaigns;
using Moderation.Mail.Dns;
using Moderation.Rules.Links;

namespace Moderation.Mail.Blocklists;

/// <summary>
/// Asks blocklists (RFC 5782). Each is tested before it is believed: one that is dead lists nothing, or the whole world, and then
/// what it says is unknown and never clean. Safe for concurrent use.
/// </summary>
/// <param name="dns">Where they are asked; most refuse public name servers.</param>
/// <param name="lists">Which; usually <see cref="Blocklist.Usual"/>.</param>
/// <param name="time">For the age of a test.</param>
public sealed class BlocklistCheck(IDnsResolver dns, IReadOnlyList<Blocklist> lists, TimeProvider time)
{
    private const int AtATime = 8;
    private static readonly TimeSpan TestHolds = TimeSpan.FromHours(1);
    private static readonly IdnMapping Idn = new();

    private readonly ConcurrentDictionary<string, (DateTimeOffset Until, string? Fault)> _tests = new(StringComparer.Ordinal);

    /// <summary>Whether any list of domains is configured: without one nothing can be known, and nothing holds.</summary>
    public bool AsksDomains => lists.Any(list => list.Of == BlocklistOf.Domains);

    /// <summary>Whether any list of addresses is configured.</summary>
    public bool AsksAddresses => lists.Any(list => list.Of == BlocklistOf.Addresses);

    /// <summary>What was seen of the links of a mail, with where the domains that they lead to are listed.</summary>
    /// <param name="submission">The mail.</param>
    /// <param name="probes">By the address as it stands in the mail: <see cref="LinksToTry.Probes"/>.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<LinkFacts> LinksAsync(Submission submission, IReadOnlyDictionary<string, LinkProbe> probes, CancellationToken ct)
    {
        var facts = new LinkFacts(probes, new Dictionary<string, Fact<IReadOnlyList<Listing>>>()) { AsksBlocklists = AsksDomains };
        return AsksDomains
            ? facts with { Listings = await DomainsAsync(LinkedDomains.In(new Submission(submission.Content, submission.Html) { Links = facts }).Keys, ct) }
            : facts;
    }

    /// <param name="domains">Registrable domains, A-labels.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>One for each domain, by its name as given.</returns>
    public async Task<IReadOnlyDictionary<string, Fact<IReadOnlyList<Listing>>>> DomainsAsync(IEnumerable<string> domains, CancellationToken ct)
    {
        var facts = new ConcurrentDictionary<string, Fact<IReadOnlyList<Listing>>>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(domains.Distinct(StringComparer.Ordinal), new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct },
            async (domain, stop) => facts[domain] = await DomainAsync(domain, stop));
        return facts;
    }

    /// <param name="domain">A-labels or U-labels.</param>
    /// <param name="ct">Ends the waiting.</param>
    /// <returns>Where it is listed; unknown when it is on none of the lists that answered and one of them did not.</returns>
    public async Task<Fact<IReadOnlyList<Listing>>> DomainAsync(string domain, CancellationToken ct)
    {
        domain = domain.TrimEnd('.').ToLowerInvariant();
        if (IPAddress.TryParse(domain, out _) || !TryAscii(domain, out var ascii))
        {
            // Lists of domains answer questions about addresses with an error, and block whoever goes on asking.
            return Fact.Unknown<IReadOnlyList<Listing>>($"{domain} is no domain");
        }

        return await AskAsync(BlocklistOf.Domains, ascii, ascii, ct);
    }

    /// <param name="address">IPv4 or IPv6.</param>
    /// <param name="ct">Ends the waiting.</param>
    public Task<Fact<IReadOnlyList<Listing>>> AddressAsync(IPAddress address, CancellationToken ct)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var reverse = DnsName.Reverse(address);
        // Two labels at the end: in-addr.arpa or ip6.arpa.
        var question = reverse[..reverse.LastIndexOf('.', reverse.LastIndexOf('.') - 1)];
        return AskAsync(BlocklistOf.Addresses, question, address.ToString(), ct);
    }

    private async Task<Fact<IReadOnlyList<Listing>>> AskAsync(BlocklistOf of, string question, string name, CancellationToken ct)
    {
        var asked = lists.Where(list => list.Of == of).ToList();
        if (asked.Count == 0)
        {
            return Fact.Unknown<IReadOnlyList<Listing>>("no blocklist is configured");
        }

        var readings = await Task.WhenAll(asked.Select(list => ReadAsync(list, question, name, ct)));
        var listings = readings.SelectMany(reading => reading.Listings).ToList();
        var unknown = readings.Select(reading => reading.Unknown).FirstOrDefault(why => why is not null);
        return listings.Count == 0 && unknown is not null ? Fact.Unknown<IReadOnlyList<Listing>>(unknown) : Fact.Known<IReadOnlyList<Listing>>(listings);
    }

    private async Task<BlocklistReading> ReadAsync(Blocklist list, string question, string name, CancellationToken ct) =>
        await FaultAsync(list, ct) is { } fault
            ? new BlocklistReading([], fault)
            : BlocklistReading.Of(list, name, await dns.QueryAsync($"{question}.{list.Zone}", DnsType.A, ct));

    /// <returns>Why the list is not believed now; null when it is.</returns>
    private async Task<string?> FaultAsync(Blocklist list, CancellationToken ct)
    {
        if (_tests.TryGetValue(list.Zone, out var known) && time.GetUtcNow() < known.Until)
        {
            return known.Fault;
        }

        var (fault, isLasting) = await TestAsync(list, ct);
        if (isLasting)
        {
            _tests[list.Zone] = (time.GetUtcNow() + TestHolds, fault);
        }

        return fault;
    }

    private async Task<(string? Fault, bool IsLasting)> TestAsync(Blocklist list, CancellationToken ct)
    {
        var clean = await dns.QueryAsync($"{list.CleanTest}.{list.Zone}", DnsType.A, ct);
        var reading = BlocklistReading.Of(list, list.CleanTest, clean);
        if (reading.Unknown is not null)
        {
            return (reading.Unknown, clean.Outcome != DnsOutcome.TemporaryFailure);
        }

        if (reading.Listings.Count > 0)
        {
            return ($"{list.Name} is not believed: it lists {list.CleanTest}, so it lists everything", true);
        }

        foreach (var test in list.ListedTests)
        {
            var listed = await dns.QueryAsync($"{test}.{list.Zone}", DnsType.A, ct);
            reading = BlocklistReading.Of(list, test, listed);
            if (reading.Unknown is not null)
            {
                return (reading.Unknown, listed.Outcome != DnsOutcome.TemporaryFailure);
            }

            if (reading.Listings.Count > 0)
            {
                return (null, true);
            }
        }

        return ($"{list.Name} is not believed: it does not list {list.ListedTests[0]}, so it lists nothing", true);
    }

    private static bool TryAscii(string domain, out string ascii)
    {
        ascii = domain;
        try
        {
            ascii = System.Text.Ascii.IsValid(domain) ? domain : Idn.GetAscii(domain);
            return DnsName.IsValid(ascii) && ascii.Contains('.', StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}

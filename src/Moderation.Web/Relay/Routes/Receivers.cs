using Moderation.Accounts;
using Moderation.Delivery;
using Moderation.Mail.Dns;

namespace Moderation.Web.Relay.Routes;

/// <summary>Who takes the mail of a domain.</summary>
/// <param name="Domain">A-labels.</param>
/// <param name="Provider">Who runs the servers.</param>
/// <param name="Site">What is backed off from as one.</param>
/// <param name="Hosts">Its servers, the preferred first; those of one preference stand together.</param>
internal sealed record Receiver(string Domain, Provider Provider, string Site, IReadOnlyList<IReadOnlyList<string>> Hosts)
{
    /// <summary>It takes no mail, for good: the enhanced status and a sentence.</summary>
    public (string Status, string Why)? Refusal { get; init; }

    /// <summary>Why nothing is known now.</summary>
    public string? Problem { get; init; }
}

/// <summary>Looks up mail servers (RFC 5321 §5.1); the resolver keeps what it was told.</summary>
internal sealed class Receivers(IDnsResolver dns, ShapingOptions shaping)
{
    private const int MostHosts = 10;
    private const int AtATime = 32;

    /// <summary>Those that are known when <paramref name="ct"/> ends it; the others have a <see cref="Receiver.Problem"/>.</summary>
    public async Task<IReadOnlyDictionary<string, Receiver>> OfAsync(IEnumerable<string> domains, CancellationToken ct)
    {
        var found = new System.Collections.Concurrent.ConcurrentDictionary<string, Receiver>(StringComparer.Ordinal);
        var all = domains.Distinct(StringComparer.Ordinal).ToList();
        try
        {
            await Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = ct }, async (domain, stop) => found[domain] = await OfAsync(domain, stop));
        }
        catch (OperationCanceledException)
        {
            foreach (var domain in all)
            {
                found.TryAdd(domain, Unknown(domain, "its mail servers could not be looked up in time"));
            }
        }

        return found;
    }

    private async Task<Receiver> OfAsync(string domain, CancellationToken ct)
    {
        var answer = await dns.QueryAsync(domain, DnsType.Mx, ct);
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            return Unknown(domain, answer.Problem ?? "the name server did not answer");
        }

        var exchangers = answer.Of<MxRecord>().OrderBy(mx => mx.Preference).Take(MostHosts).ToList();
        if (exchangers.Count == 0)
        {
            return answer.Outcome == DnsOutcome.NxDomain ? Refused(domain, "5.1.2", $"{domain} does not exist.") : await WithoutMxAsync(domain, ct);
        }

        // RFC 7505: a null MX says that the domain takes no mail.
        return exchangers.TrueForAll(mx => mx.Exchange.Length == 0)
            ? Refused(domain, "5.1.10", $"{domain} says that it takes no mail (null MX).")
            : Of(domain, [.. exchangers.Where(mx => mx.Exchange.Length > 0).GroupBy(mx => mx.Preference).Select(group => (IReadOnlyList<string>)[.. group.Select(mx => mx.Exchange.TrimEnd('.').ToLowerInvariant()).Order(StringComparer.Ordinal)])]);
    }

    // RFC 5321 §5.1: without MX, the host itself.
    private async Task<Receiver> WithoutMxAsync(string domain, CancellationToken ct)
    {
        var (four, six) = (await dns.QueryAsync(domain, DnsType.A, ct), await dns.QueryAsync(domain, DnsType.Aaaa, ct));
        return four.Outcome == DnsOutcome.Records || six.Outcome == DnsOutcome.Records ? Of(domain, [[domain]])
            : four.IsAbsent && six.IsAbsent ? Refused(domain, "5.1.2", $"{domain} has neither MX nor address.")
            : Unknown(domain, four.Problem ?? six.Problem ?? "the name server did not answer");
    }

    private Receiver Of(string domain, IReadOnlyList<IReadOnlyList<string>> hosts)
    {
        var provider = Provider.OfExchanger(hosts[0][0], shaping.Providers);
        return new Receiver(domain, provider, provider.IsNamed ? provider.Key : PublicSuffixList.Default.RegistrableDomain(hosts[0][0]) ?? hosts[0][0], hosts);
    }

    private static Receiver Refused(string domain, string status, string why) => new(domain, Provider.Other, domain, []) { Refusal = (status, why) };

    private static Receiver Unknown(string domain, string why) => new(domain, Provider.Other, domain, []) { Problem = why };
}

using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Spf;

/// <summary>What a check asks of the DNS, within the limits of RFC 7208 §4.6.4: a record must not make us its weapon.</summary>
internal sealed class SpfLookups(IDnsResolver dns, IPAddress client)
{
    private const int MaxTerms = 10;
    private const int MaxVoids = 2;
    private const int MaxNames = 10;

    private List<string>? _clientNames;

    public int Terms { get; private set; }

    public int Voids { get; private set; }

    private DnsType AddressType => client.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;

    public void CountTerm()
    {
        if (++Terms > MaxTerms)
        {
            throw new SpfStopException(SpfResult.PermError, $"The records need more than {MaxTerms} lookups (RFC 7208 §4.6.4).");
        }
    }

    /// <summary>A name out of macros may hold any character; a backslash is one of them and not the start of an escape.</summary>
    public static string Escape(string name) => name.Replace("\\", "\\\\", StringComparison.Ordinal);

    /// <exception cref="SpfStopException">The DNS could not say.</exception>
    public async ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct)
    {
        if (!DnsName.IsValid(Escape(name)))
        {
            // RFC 7208 §4.3 for the domain, §5 for targets: what cannot be, is not there.
            return DnsAnswer.NxDomain;
        }

        var answer = await dns.QueryAsync(Escape(name), type, ct);
        return answer.Outcome == DnsOutcome.TemporaryFailure ? throw new SpfStopException(SpfResult.TempError, answer.Problem ?? "The DNS could not say.") : answer;
    }

    /// <summary>As above, and what is absent counts as void.</summary>
    public async ValueTask<DnsAnswer> CountedAsync(string name, DnsType type, CancellationToken ct)
    {
        var answer = await QueryAsync(name, type, ct);
        if (answer.IsAbsent && ++Voids > MaxVoids)
        {
            throw new SpfStopException(SpfResult.PermError, $"The records ask more than {MaxVoids} times for what does not exist (RFC 7208 §4.6.4); last for {name}.");
        }

        return answer;
    }

    public async ValueTask<IEnumerable<IPAddress>> AddressesAsync(string name, CancellationToken ct) =>
        (await CountedAsync(name, AddressType, ct)).Of<AddressRecord>().Select(record => record.Address);

    /// <summary>
    /// RFC 7208 §5.7: type A, whatever the client has. The suites differ on a name with AAAA only: that of the RFC denies an
    /// IPv6 client, that of mail-auth lets an IPv4 client pass. Both are kept; nobody publishes such names.
    /// </summary>
    public async ValueTask<bool> ExistsAsync(string name, CancellationToken ct) =>
        (await CountedAsync(name, DnsType.A, ct)).Records.Count > 0
        || (AddressType == DnsType.A && (await QueryAsync(name, DnsType.Aaaa, ct)).Records.Count > 0);

    /// <summary>RFC 7208 §5.4.</summary>
    public async ValueTask<bool> AnyExchangeAsync(string name, SpfTerm term, CancellationToken ct)
    {
        var exchanges = (await CountedAsync(name, DnsType.Mx, ct)).Of<MxRecord>().ToList();
        if (exchanges.Count > MaxNames)
        {
            throw new SpfStopException(SpfResult.PermError, $"{name} has {exchanges.Count} mail exchangers; a record may use {MaxNames} (RFC 7208 §4.6.4).");
        }

        foreach (var exchange in exchanges.OrderBy(mx => mx.Preference).Where(mx => mx.Exchange.Length > 0))
        {
            if ((await AddressesAsync(exchange.Exchange, ct)).Any(address => IsWithin(address, term)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The names of the client that resolve back to it (RFC 7208 §5.5). Errors make them unknown, never the check:
    /// reverse zones belong to the client, not to the domain.
    /// </summary>
    public async ValueTask<List<string>> ClientNamesAsync(CancellationToken ct)
    {
        if (_clientNames is not null)
        {
            return _clientNames;
        }

        var names = new List<string>();
        var pointers = await dns.QueryAsync(DnsName.Reverse(client), DnsType.Ptr, ct);
        foreach (var pointer in pointers.Of<NameRecord>().Take(MaxNames))
        {
            var addresses = await dns.QueryAsync(pointer.Target, AddressType, ct);
            if (addresses.Of<AddressRecord>().Any(record => record.Address.Equals(client)))
            {
                names.Add(pointer.Target);
            }
        }

        return _clientNames = names;
    }

    /// <summary>Whether the client is in the network, by the length that the term has for its family.</summary>
    public bool IsWithin(IPAddress network, SpfTerm term) =>
        network.AddressFamily == client.AddressFamily
        && SamePrefix(network.GetAddressBytes(), client.GetAddressBytes(), client.AddressFamily == AddressFamily.InterNetwork ? term.Prefix4 : term.Prefix6);

    private static bool SamePrefix(byte[] one, byte[] other, int bits)
    {
        var (whole, rest) = (bits / 8, bits % 8);
        return one.AsSpan(0, whole).SequenceEqual(other.AsSpan(0, whole)) && (rest == 0 || (one[whole] ^ other[whole]) >> (8 - rest) == 0);
    }
}

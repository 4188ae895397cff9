using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Dns;

/// <summary>The names of an address (PTR), and whether one of them leads back to it (RFC 1912 §2.1), which Gmail and others demand of senders.</summary>
/// <param name="Names">At most ten; empty when it has none or when that is unknown.</param>
/// <param name="LeadsBack">Null while nobody could say.</param>
/// <param name="Problem">Why nobody could say; else null.</param>
public sealed record ReverseName(IReadOnlyList<string> Names, bool? LeadsBack, string? Problem)
{
    private const int MostNames = 10;

    public static async Task<ReverseName> OfAsync(IDnsResolver dns, IPAddress address, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(dns);
        ArgumentNullException.ThrowIfNull(address);
        var answer = await dns.QueryAsync(DnsName.Reverse(address), DnsType.Ptr, ct);
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            return new ReverseName([], null, answer.Problem ?? "The name server did not answer.");
        }

        var names = answer.Of<NameRecord>().Select(record => record.Target).Take(MostNames).ToList();
        var type = address.AddressFamily == AddressFamily.InterNetwork ? DnsType.A : DnsType.Aaaa;
        var isUnknown = false;
        foreach (var name in names)
        {
            var forward = await dns.QueryAsync(name, type, ct);
            isUnknown |= forward.Outcome == DnsOutcome.TemporaryFailure;
            if (forward.Of<AddressRecord>().Any(record => record.Address.Equals(address)))
            {
                return new ReverseName(names, true, null);
            }
        }

        return isUnknown ? new ReverseName(names, null, $"{names[0]} could not be looked up.") : new ReverseName(names, false, null);
    }
}

using System.Net;
using System.Net.Sockets;
using Moderation.Campaigns;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Blocklists;

/// <summary>What one answer of one list comes to: on it, not on it, or unknown.</summary>
/// <param name="Listings">Empty when it is not on the list, or when that is unknown.</param>
/// <param name="Unknown">Why nothing is known, without a full stop; else null.</param>
internal sealed record BlocklistReading(IReadOnlyList<Listing> Listings, string? Unknown)
{
    private static readonly BlocklistReading Clean = new([], null);

    /// <param name="list">Which list.</param>
    /// <param name="name">What it was asked about, for the delisting page.</param>
    /// <param name="answer">Of the DNS.</param>
    public static BlocklistReading Of(Blocklist list, string name, DnsAnswer answer)
    {
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            return NotKnown($"{list.Name} could not be asked: {answer.Problem?.TrimEnd('.') ?? "the name server did not answer"}");
        }

        var listings = new List<Listing>();
        foreach (var address in answer.Of<AddressRecord>().Select(record => record.Address))
        {
            if (Refusal(list, address) is { } why)
            {
                return NotKnown($"{list.Name} gave no answer: {why}");
            }

            listings.AddRange(Meanings(list, address).Select(meaning => new Listing(list.Name, address.ToString(), meaning, list.Delisting(name))));
        }

        return listings.Count == 0 ? Clean : new BlocklistReading(listings, null);
    }

    private static BlocklistReading NotKnown(string why) => new([], why);

    private static string? Refusal(Blocklist list, IPAddress address)
    {
        Span<byte> octets = stackalloc byte[4];
        // RFC 5782 §2.1: listings are in 127.0.0.0/8. Anything else comes from a name server that answers for names that do not exist.
        if (address.AddressFamily != AddressFamily.InterNetwork || !address.TryWriteBytes(octets, out _) || octets[0] != 127)
        {
            return $"the name server says {address}, which no list says";
        }

        if (octets[1] == 255 && octets[2] == 255)
        {
            // Spamhaus's codes, which others have taken over.
            return octets[3] switch
            {
                252 => "the name of the list is misspelled (127.255.255.252)",
                254 => "it does not answer public name servers (127.255.255.254)",
                255 => "it was asked too often (127.255.255.255)",
                _ => $"it reports an error ({address})",
            };
        }

        return list.Refusals.GetValueOrDefault(address.ToString()) is { } own ? $"{own} ({address})"
            // RFC 5782 §5: 127.0.0.1 is never a listing.
            : octets is [127, 0, 0, 1] ? "it says 127.0.0.1, which is no listing"
            : null;
    }

    private static List<string> Meanings(Blocklist list, IPAddress address)
    {
        var last = address.GetAddressBytes()[3];
        var meanings = list.IsMask
            ? list.Meanings.Where(meaning => (int.Parse(meaning.Key) & last) != 0).Select(meaning => meaning.Value).ToList()
            : list.Meanings.TryGetValue(address.ToString(), out var one) ? [one] : [];
        // A code that is newer than this software is a listing all the same.
        return meanings.Count > 0 ? meanings : ["for a reason that its owner explains"];
    }
}

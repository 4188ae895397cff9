using System.Globalization;

namespace Moderation.Contacts;

/// <summary>An address and its place in the order in which the addresses came.</summary>
/// <param name="EmailKey"><see cref="Accounts.EmailAddress.Key"/>.</param>
/// <param name="Moment">Milliseconds in which the contact was made. Within one moment the order is unknown.</param>
public readonly record struct PlacedAddress(string EmailKey, long Moment);

/// <summary>What the order and the names of addresses show. All counts are of addresses.</summary>
/// <param name="Numbered">In rows of ten or more that differ by a number alone: info1@, info2@ …</param>
/// <param name="Of">All that were looked at.</param>
/// <param name="InOrder">Pairs of addresses that stand in the order of the alphabet, or all against it.</param>
/// <param name="Pairs">Pairs that were compared; 0 when everything came in one moment.</param>
public sealed record AddressRuns(long Numbered, long Of, long InOrder, long Pairs)
{
    private const int ShortestRun = 10;

    /// <param name="addresses">In the order in which they came.</param>
    public static AddressRuns In(IReadOnlyList<PlacedAddress> addresses)
    {
        var (ordered, pairs) = Order(addresses);
        return new AddressRuns(CountNumbered(addresses), addresses.Count, ordered, pairs);
    }

    // Each address is compared with the one half a list further on: chance gives one half, a sorted file all or none.
    private static (long InOrder, long Pairs) Order(IReadOnlyList<PlacedAddress> addresses)
    {
        long up = 0, pairs = 0;
        var half = addresses.Count / 2;
        for (var i = 0; i < half; i++)
        {
            if (addresses[i].Moment != addresses[i + half].Moment)
            {
                pairs++;
                up += string.CompareOrdinal(addresses[i].EmailKey, addresses[i + half].EmailKey) < 0 ? 1 : 0;
            }
        }

        return (Math.Max(up, pairs - up), pairs);
    }

    private static long CountNumbered(IReadOnlyList<PlacedAddress> addresses)
    {
        long numbered = 0;
        foreach (var stem in addresses.Select(address => Split(address.EmailKey)).OfType<(string Stem, long Number)>().GroupBy(split => split.Stem, split => split.Number, StringComparer.Ordinal))
        {
            var run = 1;
            long? before = null;
            foreach (var number in stem.Distinct().Order())
            {
                run = before + 1 == number ? run + 1 : 1;
                numbered += run == ShortestRun ? ShortestRun : run > ShortestRun ? 1 : 0;
                before = number;
            }
        }

        return numbered;
    }

    /// <summary>"info12@firm.example" is number 12 of "info@firm.example"; null without a number at the end of the local part.</summary>
    private static (string Stem, long Number)? Split(string key)
    {
        var at = key.LastIndexOf('@');
        var start = at;
        while (start > 0 && char.IsAsciiDigit(key[start - 1]))
        {
            start--;
        }

        // Longer numbers are dates of birth, telephones, customers: nobody counts them up.
        return at - start is > 0 and <= 7 ? (string.Concat(key.AsSpan(0, start), key.AsSpan(at)), long.Parse(key.AsSpan(start, at - start), CultureInfo.InvariantCulture)) : null;
    }
}

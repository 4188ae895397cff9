namespace Moderation.Mail.Dns;

/// <summary>Follows a question through its aliases (RFC 1034 §3.6.2), within one answer and over several.</summary>
internal sealed class AliasChain(string first, DnsType type)
{
    // RFC 2308 §5: absences are kept for hours at most.
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromHours(3);

    private readonly HashSet<string> _seen = new(StringComparer.OrdinalIgnoreCase) { first.TrimEnd('.') };

    /// <summary>The name to ask for now.</summary>
    public string Last { get; private set; } = first;

    /// <summary>How long the end may be kept: the shortest life on the way to it.</summary>
    public TimeSpan TimeToLive { get; private set; } = TimeSpan.MaxValue;

    /// <returns>The end of the chain, or null when <see cref="Last"/> has to be asked for.</returns>
    public DnsAnswer? Follow(DnsMessage message)
    {
        var moved = false;
        while (true)
        {
            var own = message.Answers.Where(record => DnsName.Same(record.Name, Last)).ToList();
            var found = own.Where(record => record.Type == type).ToList();
            if (found.Count > 0)
            {
                Shorten(found.Min(record => record.TimeToLive));
                return DnsAnswer.From(found);
            }

            if (own.OfType<NameRecord>().FirstOrDefault(record => record.Type == DnsType.Cname) is not { } alias)
            {
                return End(message, moved);
            }

            Shorten(alias.TimeToLive);
            Last = alias.Target;
            moved = true;
            if (!_seen.Add(Last) || _seen.Count > DnsResolver.MaxAliases + 1)
            {
                return DnsAnswer.Failed($"The aliases of {_seen.First()} go in a circle or are more than {DnsResolver.MaxAliases}.");
            }
        }
    }

    private DnsAnswer? End(DnsMessage message, bool moved)
    {
        var soa = message.Authority.OfType<SoaRecord>().FirstOrDefault(record => DnsName.IsAtOrBelow(Last, record.Name));
        // RFC 2308 §2.1: the code speaks of the last name of the chain.
        if (message.Code == DnsResponseCode.NoError && moved && soa is null)
        {
            // The server did not go on by itself.
            return null;
        }

        // RFC 2308 §5: without an SOA an absence is not kept.
        Shorten(soa is null ? TimeSpan.Zero : Min(Min(soa.Minimum, soa.TimeToLive), LongestAbsence));
        return message.Code == DnsResponseCode.NxDomain ? DnsAnswer.NxDomain : DnsAnswer.NoData;
    }

    private void Shorten(TimeSpan timeToLive) => TimeToLive = Min(TimeToLive, timeToLive);

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;
}

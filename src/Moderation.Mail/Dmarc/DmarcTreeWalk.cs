using Moderation.Mail.Dns;

namespace Moderation.Mail.Dmarc;

/// <summary>The records on the way from a domain up to the root, and what follows from them (RFC 9989 §4.10).</summary>
/// <param name="Start">Where the walk began.</param>
/// <param name="Found">Records by domain, from the longest name to the shortest.</param>
/// <param name="Problem">A sentence when a server could not say, which leaves the rest of the walk unknown.</param>
public sealed record DmarcTreeWalk(string Start, IReadOnlyList<(string Domain, DmarcRecord Record)> Found, string? Problem)
{
    /// <summary>Questions for one domain: names with more labels skip the middle (RFC 9989 §4.10, step 4).</summary>
    public const int MaxQueries = 8;

    /// <summary>Domains that publish several records, all of which are discarded (RFC 9989 §4.10, step 2).</summary>
    public IReadOnlyList<string> Ambiguous { get; private init; } = [];

    /// <summary>The organisational domain by RFC 9989 §4.10.2; null when a failure leaves it unknown.</summary>
    public string? OrganisationalDomain
    {
        get
        {
            foreach (var (domain, record) in Found)
            {
                if (record.Psd == DmarcPsd.No)
                {
                    return domain;
                }

                if (record.Psd == DmarcPsd.Yes && !DnsName.Same(domain, Start))
                {
                    // One label below the public suffix.
                    var below = Start[..^(domain.Length + 1)];
                    return Start[(below.LastIndexOf('.') + 1)..];
                }
            }

            return Problem is not null ? null : Found.Count > 0 ? Found[^1].Domain : Start;
        }
    }

    /// <summary>Asks for the records.</summary>
    /// <param name="dns">Where to ask.</param>
    /// <param name="domain">A-labels.</param>
    /// <param name="ct">Ends the waiting.</param>
    public static async ValueTask<DmarcTreeWalk> WalkAsync(IDnsResolver dns, string domain, CancellationToken ct)
    {
        domain = domain.TrimEnd('.').ToLowerInvariant();
        var found = new List<(string, DmarcRecord)>();
        var ambiguous = new List<string>();
        foreach (var target in Targets(domain))
        {
            var answer = await dns.QueryAsync("_dmarc." + target, DnsType.Txt, ct);
            if (answer.Outcome == DnsOutcome.TemporaryFailure)
            {
                return new DmarcTreeWalk(domain, found, answer.Problem ?? "The DNS could not say.") { Ambiguous = ambiguous };
            }

            var records = answer.Of<TxtRecord>().Select(txt => DmarcRecord.Parse(txt.Text)).OfType<DmarcRecord>().ToList();
            if (records.Count > 1)
            {
                ambiguous.Add(target);
            }
            else if (records.Count == 1)
            {
                found.Add((target, records[0]));
                if (records[0].Psd != DmarcPsd.Unknown)
                {
                    break;
                }
            }
        }

        return new DmarcTreeWalk(domain, found, null) { Ambiguous = ambiguous };
    }

    /// <summary>The domain itself, then at most its seven last labels and up (RFC 9989 §4.10, steps 3 to 7).</summary>
    internal static IEnumerable<string> Targets(string domain)
    {
        yield return domain;
        var labels = domain.Split('.');
        for (var left = Math.Min(labels.Length - 1, MaxQueries - 1); left > 0; left--)
        {
            yield return string.Join('.', labels[^left..]);
        }
    }
}

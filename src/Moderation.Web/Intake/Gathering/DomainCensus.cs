using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Mail.Dns;

namespace Moderation.Web.Intake.Gathering;

/// <summary>Recipients at domains that do not exist, of a sample.</summary>
/// <param name="Gone">Recipients whose domain the name servers do not know.</param>
/// <param name="LookedUp">Recipients whose domain could be looked up.</param>
public sealed record DomainCensus(long Gone, long LookedUp)
{
    private const int Most = 300;
    private const int AtOnce = 16;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    /// <summary>Looks up the domains of some of the addresses; what there is no time or no answer for is not counted.</summary>
    internal static async Task<DomainCensus> TakeAsync(IDnsResolver resolver, IReadOnlyList<PlacedAddress> addresses, CancellationToken ct)
    {
        // Evenly from the beginning to the end.
        var step = Math.Max(1, (addresses.Count + Most - 1) / Most);
        var domains = addresses.Where((_, i) => i % step == 0).GroupBy(address => address.EmailKey[(address.EmailKey.LastIndexOf('@') + 1)..], StringComparer.Ordinal).ToList();
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Budget);
        long gone = 0, lookedUp = 0;
        try
        {
            await Parallel.ForEachAsync(domains, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = time.Token }, async (domain, cancel) =>
            {
                if (!DomainName.TryParse(domain.Key, out var name))
                {
                    return;
                }

                // Of any type: a name that does not exist has no record of another type either (RFC 8020).
                var answer = await resolver.QueryAsync(name.Ascii, DnsType.Mx, cancel);
                if (answer.Outcome != DnsOutcome.TemporaryFailure)
                {
                    Interlocked.Add(ref lookedUp, domain.Count());
                    Interlocked.Add(ref gone, answer.Outcome == DnsOutcome.NxDomain ? domain.Count() : 0);
                }
            });
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // What was answered in time counts.
        }

        return new DomainCensus(gone, lookedUp);
    }
}

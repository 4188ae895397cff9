using System.Collections.Concurrent;
using Moderation.Campaigns;

namespace Moderation.Mail.Fetching;

/// <summary>Follows all links of a mail within a budget of time. What was seen before is the caller's to keep.</summary>
public sealed class LinkProbing(LinkProber prober, TimeProvider time)
{
    /// <param name="addresses">As a reader's browser would get them; which may be fetched is decided by <see cref="Rules.Links.LinksToTry"/>.</param>
    /// <param name="budget">For all together, repeated tries of those without an answer included.</param>
    /// <param name="ct">Ends it; the only thing that throws.</param>
    /// <returns>By address, one for each. For those that the budget left no time for <see cref="LinkEnd.NoAnswer"/> with 0 tries.</returns>
    public async Task<IReadOnlyDictionary<string, LinkProbe>> ProbeAllAsync(IReadOnlyCollection<string> addresses, TimeSpan budget, CancellationToken ct)
    {
        using var over = new CancellationTokenSource(budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, over.Token);
        var probes = new ConcurrentDictionary<string, LinkProbe>(StringComparer.Ordinal);
        var waiting = InTurns(addresses);
        for (var round = 1; waiting.Count > 0 && round <= prober.Options.Tries && !over.IsCancellationRequested; round++)
        {
            await ProbeOnceAsync(waiting, round, probes, either.Token);
            ct.ThrowIfCancellationRequested();
            waiting = waiting.FindAll(address => probes.TryGetValue(address, out var probe) && probe.End == LinkEnd.NoAnswer);
        }

        foreach (var address in addresses)
        {
            probes.TryAdd(address, new LinkProbe(LinkEnd.NoAnswer, [], time.GetUtcNow(), 0, "it was not tried in time"));
        }

        return probes;
    }

    private async Task ProbeOnceAsync(List<string> addresses, int round, ConcurrentDictionary<string, LinkProbe> probes, CancellationToken ct)
    {
        try
        {
            if (round > 1)
            {
                await Task.Delay(prober.Options.TryPause, time, ct);
            }

            await Parallel.ForEachAsync(addresses, new ParallelOptions { MaxDegreeOfParallelism = prober.Options.AtOnce, CancellationToken = ct }, async (address, _) =>
                probes[address] = await prober.ProbeAsync(address, ct) with { Tries = round });
        }
        catch (OperationCanceledException)
        {
            // What is known by now is the answer.
        }
    }

    // The hosts in turn: a host with many links would else keep all others waiting.
    private static List<string> InTurns(IEnumerable<string> addresses) =>
        [.. addresses.Distinct(StringComparer.Ordinal)
            .GroupBy(address => Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.Host : "", StringComparer.OrdinalIgnoreCase)
            .SelectMany(host => host.Select((address, turn) => (address, turn)))
            .OrderBy(link => link.turn).Select(link => link.address)];
}

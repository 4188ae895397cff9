using System.Collections.Concurrent;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;

namespace Moderation.Web.Relay.Routes;

/// <summary>The policies of domains that promise encrypted servers (RFC 8461), kept as long as they say: whoever blocks a later look does not undo them.</summary>
internal sealed class StsPolicies(IDnsResolver dns, IPolicySource source, TimeProvider clock)
{
    private const int MostKept = 100_000;
    private static readonly TimeSpan TryAgain = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Kept> _kept = new(StringComparer.OrdinalIgnoreCase);

    /// <returns>Null when the domain enforces nothing.</returns>
    public async Task<MtaStsPolicy?> EnforcedAsync(string domain, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var kept = _kept.GetValueOrDefault(domain);
        if (kept is null || now >= kept.LookAgain)
        {
            if (_kept.Count > MostKept)
            {
                _kept.Clear();
            }

            var none = (kept ?? new Kept("", null, now, now)) with { LookAgain = now + TryAgain };
            try
            {
                kept = _kept[domain] = await LookAsync(domain, kept, none, now, ct);
            }
            catch (OperationCanceledException)
            {
                // Else a slow server would hold up its domain's mail for ever.
                kept = _kept[domain] = none;
            }
        }

        return kept.Policy is { Mode: "enforce" } && now < kept.Expires ? kept.Policy : null;
    }

    // RFC 8461 §5.1: a policy that is kept and not expired counts, whatever hinders a new look.
    private async Task<Kept> LookAsync(string domain, Kept? before, Kept still, DateTimeOffset now, CancellationToken ct)
    {
        var answer = await dns.QueryAsync("_mta-sts." + domain, DnsType.Txt, ct);
        var records = answer.Of<TxtRecord>().Select(record => record.Text).Where(text => text.StartsWith("v=STSv1", StringComparison.Ordinal)).ToList();
        // RFC 8461 §3.1: not exactly one is none.
        if (records is not [var text] || MtaStsPolicy.IdOf(text) is not { } id)
        {
            return still;
        }

        if (before?.Policy is not null && before.Id == id && now < before.Expires)
        {
            return still;
        }

        var fetched = await source.FetchAsync(new Uri($"https://mta-sts.{domain}/.well-known/mta-sts.txt"), ct);
        return fetched.Text is { } file && MtaStsPolicy.Parse(file, out var policy) is null
            ? new Kept(id, policy, now + policy!.MaxAge, now + TryAgain)
            : still;
    }

    private sealed record Kept(string Id, MtaStsPolicy? Policy, DateTimeOffset Expires, DateTimeOffset LookAgain);
}

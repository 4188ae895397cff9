using System.Collections.Frozen;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;

namespace Moderation.Web.Feedback.Mx;

/// <summary>The feedback loops as the admin page has them; read again every half minute.</summary>
internal sealed class Programmes(IServiceScopeFactory scopes, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(30);

    private Known? _known;

    /// <summary>The domains whose deliveries are trials for complaints.</summary>
    public async ValueTask<FrozenSet<string>> CoveredAsync(CancellationToken ct) => (await KnownAsync(ct)).Covered;

    /// <returns>Null when no joined programme has such reports.</returns>
    public async ValueTask<FeedbackProgramme?> RecogniseAsync(IReadOnlyCollection<string> signedBy, IPAddress? source, CancellationToken ct) =>
        (await KnownAsync(ct)).All.FirstOrDefault(programme => programme.Recognises(signedBy, source));

    private async ValueTask<Known> KnownAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (_known is { } known && now - known.At < Fresh && now >= known.At)
        {
            return known;
        }

        await using var scope = scopes.CreateAsyncScope();
        var all = await scope.ServiceProvider.GetRequiredService<EngineDb>().FeedbackProgrammes.AsNoTracking().OrderBy(p => p.Name).ToListAsync(ct);
        return _known = new Known(all, all.Where(p => p.Counts(now)).SelectMany(p => p.Covers).ToFrozenSet(StringComparer.Ordinal), now);
    }

    private sealed record Known(IReadOnlyList<FeedbackProgramme> All, FrozenSet<string> Covered, DateTimeOffset At);
}

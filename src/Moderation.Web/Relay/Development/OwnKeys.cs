using Microsoft.EntityFrameworkCore;
using Moderation.Mail.Dkim;
using Moderation.Web.Data;

namespace Moderation.Web.Relay.Development;

/// <summary>Verifies what left with the keys that its senders should publish, for domains that exist on this machine only.</summary>
public sealed class OwnKeys(EngineDb db, TimeProvider clock)
{
    public ValueTask<IReadOnlyList<DkimResult>> VerifyAsync(ReadOnlyMemory<byte> message, CancellationToken ct) =>
        new DkimVerifier(LookUpAsync).VerifyAsync(message, clock.GetUtcNow(), ct);

    private async ValueTask<IReadOnlyList<string>> LookUpAsync(string name, CancellationToken ct)
    {
        var domains = await db.SendingDomains.AsNoTracking().Select(d => new { d.Selector, d.Name, d.DnsRecord }).ToListAsync(ct);
        return [.. domains.Where(d => DkimKey.RecordName(d.Selector, d.Name) == name).Select(d => d.DnsRecord)];
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Feedback;

/// <summary>
/// Forgets a person (GDPR art. 17): contact, memberships, and what names the person in evidence and mailings. A keyed hash stays and
/// keeps the address suppressed; it is asked for when contacts are imported, when an audience is expanded and at each claim.
/// </summary>
public sealed class Erasure(ModerationDb db, AddressHashes hashes, TimeProvider clock)
{
    /// <summary>In a transaction of its own with its entry in the audit log, which names the hash.</summary>
    /// <param name="account">Of the request: the database refuses another one.</param>
    /// <param name="emailKey">Of the person.</param>
    /// <param name="by">Who erases.</param>
    /// <param name="byName">Their name.</param>
    /// <param name="ct">Undoes everything.</param>
    public async Task RunAsync(Guid account, string emailKey, Guid by, string byName, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = hashes.Of(account, emailKey);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // While the deliveries still name the person.
        await db.Database.ExecuteSqlAsync($"select app.erase_events({account}, {emailKey})", ct);
        await db.Database.ExecuteSqlAsync($"select app.erase_person({account}, {emailKey}, {hash}, {Guid.CreateVersion7(now)}, {now})", ct);
        await db.WriteAsync(account, by, byName, "contact.erased", null, $"A person was erased; {hash[..13]}… stays suppressed", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }
}

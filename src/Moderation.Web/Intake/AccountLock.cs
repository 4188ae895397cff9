using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>Makes the check of the 3.6 principle and its reservation one step per account: two campaigns released at once cannot both slip under.</summary>
public static class AccountLock
{
    /// <summary>Held until the current transaction ends.</summary>
    public static Task LockAccountAsync(this ModerationDb db, Guid account, CancellationToken ct) =>
        db.Database.CurrentTransaction is null
            ? throw new InvalidOperationException("The account is locked for the length of a transaction; there is none.")
            : db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('volume:' || {account.ToString()}, 0))", ct);
}

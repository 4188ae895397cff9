using Microsoft.EntityFrameworkCore;
using Moderation.Audit;

namespace Moderation.Web.Data;

/// <summary>Appends to an account's audit chain, or to the platform's, in the transaction of the change that it records.</summary>
public static class AuditLog
{
    /// <summary>Adds one entry to <paramref name="db"/>; the caller saves and commits it together with the change.</summary>
    /// <param name="actorId">Null when the system acted.</param>
    /// <param name="actor">A person's name, or the part of the system that acted.</param>
    /// <param name="action">A stable verb, such as <c>campaign.approved</c>.</param>
    /// <exception cref="InvalidOperationException">There is no transaction: the entry could be kept without the change.</exception>
    public static async Task WriteAsync(this ModerationDb db, Guid account, Guid? actorId, string actor, string action, Guid? campaign, string detail, DateTimeOffset now, CancellationToken ct)
    {
        InTransaction(db);

        // Entries of one account queue up here until the transaction ends, so that each finds its predecessor.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('audit:' || {account.ToString()}, 0))", ct);
        var pending = db.ChangeTracker.Entries<AuditEntry>()
            .Where(entry => entry.State == EntityState.Added && entry.Entity.AccountId == account)
            .Select(entry => entry.Entity)
            .MaxBy(entry => entry.Position);
        var last = pending ?? await db.AuditEntries.AsNoTracking()
            .Where(entry => entry.AccountId == account)
            .OrderByDescending(entry => entry.Position)
            .FirstOrDefaultAsync(ct);
        db.AuditEntries.Add(AuditEntry.After(last, account, now, actorId, actor, action, campaign, detail));
    }

    /// <summary>As <see cref="WriteAsync"/>, one entry for each of many campaigns, in as many questions to the database as for one.</summary>
    public static async Task WriteAllAsync(this ModerationDb db, IReadOnlyCollection<(Guid Account, Guid Campaign)> campaigns, string actor, string action, string detail, DateTimeOffset now, CancellationToken ct)
    {
        InTransaction(db);

        // In one order, so that two writers of many never wait for each other.
        var accounts = campaigns.Select(campaign => campaign.Account).Distinct().Order().ToArray();
        var names = accounts.Select(account => account.ToString()).ToArray();
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('audit:' || name, 0)) from unnest({names}) name", ct);
        var last = await db.AuditEntries
            .FromSql($"select e.* from unnest({accounts}) a (id) cross join lateral (select * from app.audit_log where account_id = a.id order by position desc limit 1) e")
            .AsNoTracking()
            .ToDictionaryAsync(entry => entry.AccountId, ct);
        foreach (var (account, campaign) in campaigns)
        {
            db.AuditEntries.Add(last[account] = AuditEntry.After(last.GetValueOrDefault(account), account, now, null, actor, action, campaign, detail));
        }
    }

    /// <summary>Adds one entry about a person to the platform's log, which only staff can read; the caller saves and commits it together with the change.</summary>
    /// <param name="actorId">Null when the system acted.</param>
    /// <param name="actor">A person's name, or the part of the system that acted.</param>
    /// <param name="action">A stable verb, such as <c>person.deactivated</c>.</param>
    /// <exception cref="InvalidOperationException">There is no transaction: the entry could be kept without the change.</exception>
    public static async Task WritePlatformAsync(this ModerationDb db, Guid? actorId, string actor, string action, Guid? person, string detail, DateTimeOffset now, CancellationToken ct)
    {
        await db.LockPlatformAsync(ct);
        var pending = db.ChangeTracker.Entries<PlatformEntry>()
            .Where(entry => entry.State == EntityState.Added)
            .Select(entry => entry.Entity)
            .MaxBy(entry => entry.Position);
        var last = pending ?? await db.PlatformEntries.AsNoTracking().OrderByDescending(entry => entry.Position).FirstOrDefaultAsync(ct);
        db.PlatformEntries.Add(PlatformEntry.After(last, now, actorId, actor, action, person, detail));
    }

    /// <summary>One change to the platform's people at a time, until the transaction ends: two admins cannot deactivate each other at once.</summary>
    /// <exception cref="InvalidOperationException">There is no transaction.</exception>
    public static Task LockPlatformAsync(this ModerationDb db, CancellationToken ct)
    {
        InTransaction(db);
        return db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('audit:platform', 0))", ct);
    }

    private static void InTransaction(ModerationDb db)
    {
        if (db.Database.CurrentTransaction is null)
        {
            throw new InvalidOperationException("An audit entry is written in the transaction of the change that it records.");
        }
    }
}

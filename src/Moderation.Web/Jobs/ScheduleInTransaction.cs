using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Quartz;

namespace Moderation.Web.Jobs;

/// <summary>Schedules within a transaction of EF: after a rollback the job does not exist.</summary>
public static class ScheduleInTransaction
{
    /// <summary>While the returned handle lives, what this scheduler schedules belongs to the transaction of <paramref name="db"/>.</summary>
    /// <exception cref="InvalidOperationException">No transaction has begun.</exception>
    public static IDisposable EnlistIn(this IScheduler scheduler, DbContext db) =>
        scheduler.EnlistTransaction((db.Database.CurrentTransaction ?? throw new InvalidOperationException("Begin a transaction before scheduling in it.")).GetDbTransaction());
}

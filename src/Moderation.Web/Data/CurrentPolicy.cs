using Microsoft.EntityFrameworkCore;
using Moderation.Review;

namespace Moderation.Web.Data;

/// <summary>The policy by which campaigns are judged now.</summary>
public static class CurrentPolicy
{
    /// <summary>The newest version; as shipped while nobody has changed anything.</summary>
    public static async Task<Policy> CurrentPolicyAsync(this ModerationDb db, CancellationToken ct) =>
        await db.Policies.AsNoTracking().OrderByDescending(policy => policy.Version).FirstOrDefaultAsync(ct) is { } newest ? newest.Read() : Policy.Default;

    /// <summary>A version that judged before; as shipped when it is not kept.</summary>
    public static async Task<Policy> PolicyAsync(this ModerationDb db, int version, CancellationToken ct) =>
        await db.Policies.AsNoTracking().SingleOrDefaultAsync(policy => policy.Version == version, ct) is { } kept ? kept.Read() : Policy.Default;
}

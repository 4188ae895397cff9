using Microsoft.EntityFrameworkCore;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data;

/// <summary>The database as Relay, Jobs and Mx use it: every account, under a role that row-level security lets through. Never for a page.</summary>
public sealed class EngineDb(DbContextOptions<EngineDb> options) : ModerationDb(options, new CurrentAccount())
{
    protected override bool SeesEveryAccount => true;
}

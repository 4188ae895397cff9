using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data;

/// <summary>
/// For <c>dotnet ef</c>, which needs the model and no server:
/// <c>dotnet tool restore &amp;&amp; dotnet ef migrations add NAME --project src/Moderation.Web --context ModerationDb --output-dir Data/Migrations</c>.
/// </summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<ModerationDb>
{
    private static readonly ServiceProvider Services = new ServiceCollection().AddIdentitySchema().BuildServiceProvider();

    public ModerationDb CreateDbContext(string[] args) => ForOwner("Host=design-time");

    /// <summary>The context under the owner's role: for migrations only.</summary>
    public static ModerationDb ForOwner(string connectionString)
    {
        var options = new DbContextOptionsBuilder<ModerationDb>();
        options.UseApplicationServiceProvider(Services).UseNpgsql(connectionString, npgsql => npgsql.MigrationsHistoryTable("migrations", "deploy"));
        return new ModerationDb(options.Options, new CurrentAccount());
    }
}

using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Audit;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Review;
using Moderation.Web.Data;

namespace Moderation.Web.Tests.Data;

public sealed class ModelTests
{
    [Fact]
    public void The_migrations_make_the_model_as_it_is()
    {
        using var db = new DesignTimeDb().CreateDbContext([]);
        Assert.False(db.Database.HasPendingModelChanges(), "Run: dotnet ef migrations add NAME --project src/Moderation.Web --context ModerationDb --output-dir Data/Migrations");
    }

    [Fact]
    public void Every_row_of_an_account_is_filtered_and_keyed_by_the_account_first()
    {
        using var db = new DesignTimeDb().CreateDbContext([]);
        foreach (var type in db.Model.GetEntityTypes().Where(type => typeof(IOfAccount).IsAssignableFrom(type.ClrType)))
        {
            Assert.NotNull(type.FindDeclaredQueryFilter(ModerationDb.AccountFilter));
            Assert.Equal(nameof(IOfAccount.AccountId), type.FindPrimaryKey()!.Properties[0].Name);
        }
    }

    [Fact]
    public void Every_foreign_key_between_rows_of_accounts_carries_the_account()
    {
        using var db = new DesignTimeDb().CreateDbContext([]);
        var loose = db.Model.GetEntityTypes()
            .SelectMany(type => type.GetDeclaredForeignKeys())
            .Where(key => typeof(IOfAccount).IsAssignableFrom(key.DeclaringEntityType.ClrType) && typeof(IOfAccount).IsAssignableFrom(key.PrincipalEntityType.ClrType))
            .Where(key => key.Properties.All(property => property.Name != nameof(IOfAccount.AccountId)))
            .Select(key => key.ToString());
        Assert.Empty(loose);
    }

    [Fact]
    public void A_table_without_an_account_is_known_as_one()
    {
        using var db = new DesignTimeDb().CreateDbContext([]);
        var shared = db.Model.GetEntityTypes()
            .Where(type => type.GetSchema() == ModerationDb.Schema && !typeof(IOfAccount).IsAssignableFrom(type.ClrType) && !type.IsOwned())
            .Select(type => type.ClrType.Name);
        Assert.Equal(
            [nameof(Account), nameof(FeedbackProgramme), nameof(IpBudget), nameof(IpOutcome), nameof(LogReading), nameof(MailRoute), nameof(MxCount), nameof(PlatformEntry), nameof(PlatformSuppression), nameof(PolicyVersion), nameof(ProviderState), nameof(SendingIp)],
            shared.Order());
    }

    [Fact]
    public void Passkeys_belong_to_the_model()
    {
        using var db = new DesignTimeDb().CreateDbContext([]);
        Assert.Equal("user_passkeys", db.Model.FindEntityType(typeof(IdentityUserPasskey<Guid>))!.GetTableName());
    }

    [Fact]
    public void No_page_works_as_the_engine()
    {
        Type[] engine = [typeof(EngineDb), typeof(EngineDataSource)];
        const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var offenders = typeof(ModerationDb).Assembly.GetTypes()
            .Where(type => type.Namespace?.StartsWith("Moderation.Web.Pages", StringComparison.Ordinal) == true)
            .Where(type => type.GetConstructors(all).Cast<MethodBase>().Concat(type.GetMethods(all)).SelectMany(method => method.GetParameters()).Select(parameter => parameter.ParameterType)
                .Concat(type.GetFields(all).Select(field => field.FieldType))
                .Concat(type.GetProperties(all).Select(property => property.PropertyType))
                .Intersect(engine).Any())
            .Select(type => type.FullName);
        Assert.Empty(offenders);
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data;

internal static class DataFeature
{
    /// <summary>The two contexts and the two data sources, each under its own role.</summary>
    public static void AddData(this WebApplicationBuilder builder, Database database)
    {
        var services = builder.Services;
        services.AddSingleton(database);
        services.AddSingleton(_ => new ConsoleDataSource(database.Address.Console));
        services.AddSingleton(_ => new EngineDataSource(database.Address.Engine));
        services.AddIdentitySchema();
        services.AddScoped<CurrentAccount>();
        services.AddSingleton<AccountOnOpen>();
        services.AddDbContext<ModerationDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<ConsoleDataSource>().Source)
            .AddInterceptors(provider.GetRequiredService<AccountOnOpen>()));
        services.AddDbContext<EngineDb>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<EngineDataSource>().Source));
    }

    /// <summary>Identity reads from the application's services which of its tables belong to the model; passkeys came with the third version.</summary>
    public static IServiceCollection AddIdentitySchema(this IServiceCollection services) =>
        services.Configure<IdentityOptions>(options => options.Stores.SchemaVersion = IdentitySchemaVersions.Version3);
}

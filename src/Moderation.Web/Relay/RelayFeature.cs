using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Relay.Development;

namespace Moderation.Web.Relay;

internal static class RelayFeature
{
    // Above what embedded servers and mail catchers use.
    private const int DevelopmentPort = 2580;

    /// <param name="builder">Of the server.</param>
    /// <param name="sends">Whether this node has the Relay role.</param>
    public static void AddRelay(this WebApplicationBuilder builder, bool sends)
    {
        var services = builder.Services;
        var isDevelopment = builder.Environment.IsDevelopment();
        var options = RelayOptions.From(builder.Configuration);
        services.AddSingleton(options);
        services.AddSingleton(provider => MailerOptions.Read(builder.Configuration, provider.GetRequiredService<IntakeOptions>().BounceDomain));
        services.AddSingleton<SendingKeys>();
        services.AddSingleton<ApprovedMail>();
        services.AddSingleton<ChunkStore>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddScoped<Release>();
        services.AddScoped<Finish>();
        services.AddScoped<ReleaseSchedule>();
        services.AddHostedService<PartitionUpkeep>();
        if (isDevelopment)
        {
            services.AddDevelopmentMail(builder);
        }
        else
        {
            // Nobody's mail is shown by a page that exists by mistake. After Razor Pages has made its list of conventions.
            services.PostConfigure<RazorPagesOptions>(pages => pages.Conventions.AddFolderRouteModelConvention("/Dev", model => model.Selectors.Clear()));
        }

        services.AddSingleton(provider => new RelayRoutes(options.Route ?? provider.GetService<DevelopmentListener>()?.Route(options.HelloName)));
        if (sends)
        {
            services.AddHostedService<ReleaseSweep>();
            services.AddHostedService<RelayWorker>();
        }
    }

    private static void AddDevelopmentMail(this IServiceCollection services, WebApplicationBuilder builder)
    {
        services.AddSingleton(provider => new MailStore(
            Path.Combine(Database.LocalDirectory(builder.Configuration, builder.Environment), "mail"), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<OwnKeys>();
        if (builder.Configuration["Relay:Route:Host"] is null or "")
        {
            services.AddSingleton(provider => new DevelopmentListener(
                builder.Configuration.GetValue("Relay:DevelopmentPort", DevelopmentPort),
                provider.GetRequiredService<MailStore>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<DevelopmentListener>>()));
            services.AddHostedService(provider => provider.GetRequiredService<DevelopmentListener>());
        }
    }
}

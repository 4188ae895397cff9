using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Mail.Dns;
using Moderation.Mail.Published;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Jobs;
using Moderation.Web.Relay.Development;
using Moderation.Web.Relay.Routes;
using Quartz;

namespace Moderation.Web.Relay;

internal static class RelayFeature
{
    private const string EveryMinute = "20 * * * * ?";

    // Above what embedded servers and mail catchers use.
    private const int DevelopmentPort = 2580;

    private const string EveryHour = "0 20 * * * ?";

    /// <summary>Every node can schedule releases and mail its users; those with the Relay role send.</summary>
    public static void AddRelay(this WebApplicationBuilder builder, NodeRoles roles)
    {
        var services = builder.Services;
        var isDevelopment = builder.Environment.IsDevelopment();
        var options = RelayOptions.From(builder.Configuration);
        services.AddSingleton(options);
        services.AddSingleton(provider => MailerOptions.Read(builder.Configuration, provider.GetRequiredService<IntakeOptions>().BounceDomain));
        services.AddSingleton<SendingKeys>();
        services.AddSingleton<ApprovedMail>();
        services.AddSingleton<SendingHours>();
        services.AddSingleton<ChunkStore>();
        services.AddSingleton<OutcomeWriter>();
        services.AddSingleton<OneMail>();
        services.AddSingleton<IMailer, SmtpMailer>();
        services.AddSingleton<NewChunks>();
        services.AddScoped<Release>();
        services.AddScoped<Finish>();
        services.AddScoped<ReleaseSchedule>();
        services.AddScoped<PlanningAgain>();
        services.AddHostedService<PartitionUpkeep>();
        services.AddScoped<SendingWatch>();
        builder.AddFrequent<SendingWatch>(SendingWatch.Key, new TriggerKey("sending-watch", "relay"), EveryMinute);
        services.AddSingleton(ShapingOptions.From(builder.Configuration));
        services.AddSingleton<RouteSecrets>();
        services.AddScoped<IpChecks>();
        builder.AddNightly<IpChecks>(IpChecks.Key, new TriggerKey("addresses", "relay"), EveryHour);
        if (isDevelopment)
        {
            services.AddDevelopmentMail(builder, listens: roles.HasFlag(NodeRoles.Mx));
        }
        else
        {
            // Nobody's mail is shown by a page that exists by mistake. After Razor Pages has made its list of conventions.
            services.PostConfigure<RazorPagesOptions>(pages => pages.Conventions.AddFolderRouteModelConvention("/Dev", model => model.Selectors.Clear()));
        }

        services.AddSingleton(provider => new RelayRoutes(options.Route ?? provider.GetService<DevelopmentListener>()?.Route(options.HelloName)));
        // Pages mail people, too.
        services.AddSingleton<IPolicySource>(provider => new HttpsPolicySource(provider.GetRequiredService<IDnsResolver>()));
        services.AddSingleton<StsPolicies>();
        services.AddSingleton<Receivers>();
        services.AddSingleton<RouteTable>();
        services.AddSingleton<Reservations>();
        services.AddSingleton<Outlets>();
        services.AddSingleton<TransactionalWay>();
        if (roles.HasFlag(NodeRoles.Relay))
        {
            services.AddSingleton<AccountPools>();
            services.AddSingleton<Ways>();
            services.AddHostedService<ReleaseSweep>();
            services.AddHostedService<RelayWorker>();
        }
    }

    private static void AddDevelopmentMail(this IServiceCollection services, WebApplicationBuilder builder, bool listens)
    {
        services.AddSingleton(provider => new MailStore(
            Path.Combine(Database.LocalDirectory(builder.Configuration, builder.Environment), "mail"), provider.GetRequiredService<TimeProvider>()));
        services.AddScoped<OwnKeys>();
        if (listens && string.IsNullOrEmpty(builder.Configuration["Relay:Route:Host"]))
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

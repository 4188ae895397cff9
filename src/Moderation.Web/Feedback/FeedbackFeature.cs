using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Feedback.Tracking;

namespace Moderation.Web.Feedback;

internal static class FeedbackFeature
{
    public static void AddFeedback(this WebApplicationBuilder builder, NodeRoles roles)
    {
        builder.Services.AddSingleton(PublicLinks.From(builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<TokenKeys>();
        builder.Services.AddSingleton<DeliveryTargets>();
        builder.Services.AddSingleton<OptOutWriter>();
        builder.Services.AddSingleton<OptOut>();
        builder.Services.AddSingleton<OptOutByMail>();
        builder.Services.AddScoped<Erasure>();
        builder.Services.AddSingleton<TrackingHosts>();
        builder.AddTrackingJobs();
        if (roles.ServesRecipients())
        {
            builder.Services.AddSingleton<TrackedCampaigns>();
            builder.Services.AddSingleton<EventWriter>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<EventWriter>());
            builder.Services.AddSingleton<OneClickRequests>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<OneClickRequests>());
        }
    }

    /// <summary>In front of everything else.</summary>
    public static void UseRecipients(this WebApplication app, NodeRoles roles)
    {
        if (roles.ServesRecipients())
        {
            app.UseMiddleware<TrackingEndpoint>();
            app.UseMiddleware<OneClickEndpoint>();
        }
    }

    /// <summary>What recipients open; the opt-out and preference pages are Razor pages.</summary>
    public static void MapFeedback(this WebApplication app, NodeRoles roles)
    {
        if (roles.ServesRecipients())
        {
            ViewInBrowser.Map(app);
            FileDownload.Map(app);
        }
    }
}

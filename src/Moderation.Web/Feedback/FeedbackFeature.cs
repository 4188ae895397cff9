using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback;

internal static class FeedbackFeature
{
    public static void AddFeedback(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(PublicLinks.From(builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<TokenKeys>();
        builder.Services.AddSingleton<DeliveryTargets>();
        builder.Services.AddSingleton<OptOutWriter>();
        builder.Services.AddSingleton<OptOut>();
        builder.Services.AddSingleton<OptOutByMail>();
        builder.Services.AddScoped<Erasure>();
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

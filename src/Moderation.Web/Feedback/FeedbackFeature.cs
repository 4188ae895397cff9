using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback;

internal static class FeedbackFeature
{
    public static void AddFeedback(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton(PublicLinks.From(builder.Configuration, builder.Environment.IsDevelopment()));
        builder.Services.AddSingleton<TokenKeys>();
        builder.Services.AddSingleton<DeliveryTargets>();
        builder.Services.AddSingleton<OptOut>();
    }

    /// <summary>What recipients open; the opt-out page is a Razor page.</summary>
    public static void MapFeedback(this WebApplication app, NodeRoles roles)
    {
        if (roles.ServesRecipients())
        {
            ViewInBrowser.Map(app);
            FileDownload.Map(app);
        }
    }
}

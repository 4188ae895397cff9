using Moderation.Web.Intake;

namespace Moderation.Web.Feedback.Mx;

internal static class MxFeature
{
    /// <summary>The relay asks which domains are covered by a feedback loop; nodes with the Mx role listen where <c>Mx:Listen</c> says.</summary>
    public static void AddMx(this WebApplicationBuilder builder, NodeRoles roles)
    {
        var services = builder.Services;
        services.AddSingleton<Programmes>();
        services.AddSingleton<FeedbackWriter>();
        if (!roles.HasFlag(NodeRoles.Mx) || builder.Configuration["Mx:Listen"] is not { Length: > 0 })
        {
            return;
        }

        services.AddSingleton(provider => MxOptions.From(builder.Configuration, provider.GetRequiredService<PublicLinks>().MailDomain, provider.GetRequiredService<IntakeOptions>().BounceDomain));
        services.AddSingleton<MxLog>();
        services.AddSingleton<Bounces>();
        services.AddSingleton<ReportSigners>();
        services.AddSingleton<ReportedDelivery>();
        services.AddSingleton<Complaints>();
        services.AddSingleton<Replies>();
        services.AddSingleton<MxHandler>();
        services.AddSingleton<MxListener>();
        services.AddHostedService(provider => provider.GetRequiredService<MxListener>());
    }
}

namespace Moderation.Web.Feedback.Logs;

internal static class LogReaderFeature
{
    /// <summary>Pages name logs; nodes with the role LogReader read those that lie on their machine.</summary>
    public static void AddLogReader(this WebApplicationBuilder builder, NodeRoles roles)
    {
        builder.Services.AddSingleton(LogReaderOptions.From(builder.Configuration));
        if (roles.HasFlag(NodeRoles.LogReader))
        {
            builder.Services.AddSingleton<LogWriter>();
            builder.Services.AddSingleton<LogReader>();
            builder.Services.AddHostedService(provider => provider.GetRequiredService<LogReader>());
        }
    }
}

namespace Moderation.Web.Pages.Queue;

internal static class QueueFeature
{
    public static void AddQueue(this WebApplicationBuilder builder) => builder.Services.AddScoped<Deciding>().AddScoped<Trusting>();
}

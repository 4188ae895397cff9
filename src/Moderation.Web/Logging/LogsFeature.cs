using Serilog;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Moderation.Web.Logging;

internal static class LogsFeature
{
    /// <summary>Lines for a person in Development, JSON for a collector elsewhere. Section <c>Serilog</c> of the configuration overrides levels.</summary>
    public static void AddLogs(this WebApplicationBuilder builder)
    {
        var settings = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            // It would add the path of the request, with the token in it, to every line, and cost an activity for each picture of a mail.
            .MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .ReadFrom.Configuration(builder.Configuration);
        settings = builder.Environment.IsDevelopment()
            ? settings.WriteTo.Console(outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}")
            : settings.WriteTo.Console(new JsonFormatter(renderMessage: true));
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(settings.CreateLogger(), dispose: true);
    }

    public static void UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();
}

using System.Diagnostics;
using Serilog.Context;

namespace Moderation.Web.Logging;

/// <summary>
/// One line for each request. The route, not the path: opt-out tokens stand in paths, reset codes in query strings, and neither
/// those nor the visitor's address belong in a log.
/// </summary>
internal sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        using var scope = LogContext.PushProperty("RequestId", context.TraceIdentifier);
        try
        {
            await next(context);
        }
        finally
        {
            // Files are of no interest unless one is missing.
            var endpoint = context.GetEndpoint();
            if (endpoint is RouteEndpoint { RoutePattern.RawText: { } route } && endpoint.Metadata.GetMetadata<Microsoft.AspNetCore.StaticAssets.StaticAssetDescriptor>() is null)
            {
                var status = context.Response.StatusCode;
                log.Log(
                    status >= 500 ? LogLevel.Error : LogLevel.Information,
                    "{Method} /{Route} {Status} in {Milliseconds:0} ms",
                    context.Request.Method,
                    route.TrimStart('/'),
                    status,
                    Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }
    }
}

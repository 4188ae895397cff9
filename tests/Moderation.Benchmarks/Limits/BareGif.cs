using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Moderation.Benchmarks.Parts;

namespace Moderation.Benchmarks.Limits;

/// <summary>The web server with nothing behind it: one picture, one address, no log.</summary>
internal sealed class BareGif : IAsyncDisposable
{
    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    private readonly WebApplication _app;

    private BareGif(WebApplication app, int port) => (_app, Port) = (app, port);

    public int Port { get; }

    public static async Task<BareGif> StartAsync()
    {
        var port = FreePort.Take();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        var app = builder.Build();
        app.MapGet("/gif", static Task (HttpContext http) =>
        {
            http.Response.ContentType = "image/gif";
            http.Response.ContentLength = Gif.Length;
            return http.Response.Body.WriteAsync(Gif).AsTask();
        });
        await app.StartAsync();
        return new BareGif(app, port);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

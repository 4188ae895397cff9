using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Feedback;

/// <summary>A hosted file, for whoever has its address.</summary>
internal static class FileDownload
{
    // The bytes are a customer's and the host is ours: nothing of them is shown or run here, it is always saved.
    private const string Policy = "sandbox; default-src 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/files/{account:guid}/{file:guid}/{name}", ["GET", "HEAD"], ServeAsync).AllowAnonymous();

    private static async Task<IResult> ServeAsync(Guid account, Guid file, string name, HttpContext http, IServiceScopeFactory scopes, TimeProvider clock, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var found = await db.HostedFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == file && f.Name == name, ct);
        if (found is null || found.ExpiresAt <= clock.GetUtcNow())
        {
            return Results.Text(
                found is null ? "There is no such file. The address may have been cut off: copy all of it." : "This file was kept for a while and is not here any more. Ask the sender for it.",
                "text/plain", Encoding.UTF8, found is null ? StatusCodes.Status404NotFound : StatusCodes.Status410Gone);
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers["X-Robots-Tag"] = "noindex";
        headers["Referrer-Policy"] = "no-referrer";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "private, max-age=3600";
        return Results.File(found.Bytes, "application/octet-stream", found.Name, enableRangeProcessing: true, entityTag: new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(found.Digest)}\""));
    }
}

using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web;

/// <summary><c>/health</c>, which every node answers, whatever its roles: 200 while it reaches the database, 503 when not.</summary>
internal static class HealthFeature
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);

    public static void MapHealth(this WebApplication app) => app.MapMethods("/health", ["GET", "HEAD"], AskAsync).AllowAnonymous();

    private static async Task<IResult> AskAsync(HttpContext http, ConsoleDataSource data, CancellationToken ct)
    {
        http.Response.Headers.CacheControl = "no-store";
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Longest);
        try
        {
            await using var connection = await data.OpenAsync(new CurrentAccount(), limit.Token);
            return Results.Text("ok\n");
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return Results.Text("The database does not answer.\n", statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }
}

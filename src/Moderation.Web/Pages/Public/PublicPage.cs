namespace Moderation.Web.Pages.Public;

/// <summary>What the pages behind the links of mail have in common.</summary>
internal static class PublicPage
{
    /// <summary>The address is the secret: it is told to no other site and no search engine.</summary>
    public static void Guard(HttpResponse response)
    {
        response.Headers["Referrer-Policy"] = "no-referrer";
        response.Headers["X-Robots-Tag"] = "noindex";
    }

    /// <summary>The posted form in either encoding; null when the body is none, or broken.</summary>
    public static async Task<IFormCollection?> FormAsync(HttpRequest request, CancellationToken ct)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(ct) : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return null;
        }
    }
}

using System.Net;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Intake;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Feedback;

/// <summary>The message in a browser, for readers whose mail program spoils it.</summary>
internal static class ViewInBrowser
{
    // The words are a customer's and the host is ours: an origin of its own, no script, no form. Links open, pictures come by https.
    private const string Policy = "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data: https:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/v/{token}", ["GET", "HEAD"], ShowAsync).AllowAnonymous();

    private static async Task<IResult> ShowAsync(
        string token, HttpContext http, DeliveryTargets targets, TokenKeys keys, PublicLinks links, IServiceScopeFactory scopes, IntakeOptions options, CancellationToken ct)
    {
        if (await targets.FindAsync(TokenPurpose.View, token, ct) is not { } target)
        {
            return Results.NotFound();
        }

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(target.Account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == target.Campaign, ct);
        var submitted = campaign is null ? null : await db.Submissions.AsNoTracking().SingleOrDefaultAsync(s => s.Id == campaign.SubmissionId, ct);
        if (submitted is null || await db.ContentHashAsync(options, submitted, ct) != campaign!.ApprovedHash)
        {
            return Results.NotFound();
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.XContentTypeOptions = "nosniff";
        var ring = await keys.RingAsync(ct);
        var optOut = links.OptOut(ring, target.Reference, ring.Newest);
        return Results.Content(Page(FrozenContent.Read(submitted.FrozenContent), placeholder => placeholder.Name == PlaceholderNames.KeepUrl ? links.Keep(ring, target.Reference, ring.Newest) : Value(placeholder, target, optOut, links.Preferences(ring, target.Reference, ring.Newest), $"{links.BaseUrl}/v/{token}")), "text/html; charset=utf-8");
    }

    private static string Page(Content content, Func<Placeholder, string> value)
    {
        // Encoded for text and quoted attributes, which is where placeholders of approved content stand.
        string Fill(string text) => Template.Parse(text).Fill(placeholder => WebUtility.HtmlEncode(value(placeholder)));
        if (content.Html is not { } html)
        {
            return $"<!doctype html><title>{Fill(WebUtility.HtmlEncode(content.Subject))}</title><pre style=\"white-space:pre-wrap;font:16px/1.5 sans-serif\">{Fill(WebUtility.HtmlEncode(content.Text ?? ""))}</pre>";
        }

        foreach (var picture in content.Attachments.Where(a => a.ContentId is not null && a.MediaType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && a.MediaType.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '-' or '+' or '.')))
        {
            html = html.Replace($"cid:{picture.ContentId}", $"data:{picture.MediaType};base64,{Convert.ToBase64String(picture.Bytes.Span)}", StringComparison.Ordinal);
        }

        return Fill(html);
    }

    private static string Value(Placeholder placeholder, DeliveryTarget target, string optOut, string preferences, string here)
    {
        var value = placeholder.Name switch
        {
            PlaceholderNames.UnsubscribeUrl => optOut,
            PlaceholderNames.PreferencesUrl => preferences,
            PlaceholderNames.BrowserUrl => here,
            PlaceholderNames.FirstName => target.FirstName,
            PlaceholderNames.LastName => target.LastName,
            _ => target.Email,
        };
        return string.IsNullOrWhiteSpace(value) ? placeholder.Default ?? "" : value;
    }
}

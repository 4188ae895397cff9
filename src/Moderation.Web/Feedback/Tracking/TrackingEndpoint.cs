using System.Net.Mime;
using System.Threading.Channels;
using Moderation.Campaigns;
using Moderation.Reputation;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback.Tracking;

/// <summary>
/// <c>/o/token</c>, the picture of an opening, and <c>/r/token</c>, a rewritten link, for GET and HEAD and on any host. In front of
/// everything that pages need: a large campaign brings thousands of these a second. A link leads to what was stored at the
/// release and nowhere else: whoever forges a token, or takes one apart, gets nothing.
/// </summary>
internal sealed class TrackingEndpoint(RequestDelegate next, TokenKeys keys, TrackedCampaigns campaigns, EventWriter events, TimeProvider clock)
{
    private const int LongestAgent = 300;
    private const string Unknown = "This link is not known here. It may have been cut off: copy all of it.";

    // Each time anew, or a mail program's cache would swallow what is counted. A browser tells no site the address of a picture or
    // of a redirection on the way to it (Fetch §4.3: the referrer is that of the page), so nothing else is needed to keep tokens.
    private const string NotKept = "no-store";

    private static readonly byte[] Gif = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==");

    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.Value is ['/', 'o' or 'r', '/', .. { Length: > 0 } token] path && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)))
        {
            return path[1] == 'o' ? OpenAsync(http, token) : FollowAsync(http, token);
        }

        return next(http);
    }

    private async Task OpenAsync(HttpContext http, string token)
    {
        var ring = await keys.RingAsync(TokenRing.ClaimedKey(token), http.RequestAborted);
        if (!ring.TryReadUrl(TokenPurpose.Open, token, out var delivery) || await campaigns.FindAsync(delivery.Campaign, http.RequestAborted) is not { } campaign)
        {
            await RefuseAsync(http);
            return;
        }

        if (!await TakeAsync(http, campaign, delivery.Sequence, TrackedKind.Open, link: 0))
        {
            return;
        }

        var response = http.Response;
        response.Headers.CacheControl = NotKept;
        response.ContentType = MediaTypeNames.Image.Gif;
        response.ContentLength = Gif.Length;
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await response.Body.WriteAsync(Gif);
        }
    }

    private async Task FollowAsync(HttpContext http, string token)
    {
        var ring = await keys.RingAsync(TokenRing.ClaimedKey(token), http.RequestAborted);
        if (!ring.TryReadLink(token, out var delivery, out var link) || await campaigns.FindAsync(delivery.Campaign, http.RequestAborted) is not { } campaign)
        {
            await RefuseAsync(http);
            return;
        }

        var isTrap = link == TrackedAddress.Trap;
        var target = campaign.Target(link);
        if (target is null && !isTrap)
        {
            await RefuseAsync(http);
            return;
        }

        if (!await TakeAsync(http, campaign, delivery.Sequence, isTrap ? TrackedKind.Trap : TrackedKind.Click, link))
        {
            return;
        }

        http.Response.Headers.CacheControl = NotKept;
        http.Response.StatusCode = isTrap ? StatusCodes.Status204NoContent : StatusCodes.Status302Found;
        if (target is not null)
        {
            http.Response.Headers.Location = target;
        }
    }

    private async ValueTask<bool> TakeAsync(HttpContext http, TrackedCampaign campaign, int sequence, TrackedKind kind, int link)
    {
        try
        {
            var ip = http.Connection.RemoteIpAddress;
            await events.TakeAsync(
                new MailEvent(
                    campaign, sequence, kind, link, clock.GetUtcNow(), HttpMethods.IsHead(http.Request.Method), ip is { IsIPv4MappedToIPv6: true } ? ip.MapToIPv4() : ip, Clip(http.Request.Headers.UserAgent)),
                http.RequestAborted);
            return true;
        }
        catch (ChannelClosedException)
        {
            // The server ends: whoever asks again finds another one.
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return false;
        }
    }

    private static Task RefuseAsync(HttpContext http)
    {
        http.Response.Headers.CacheControl = NotKept;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(Unknown);
    }

    // Typed by strangers: without what the database or a page could not show.
    private static string? Clip(string? agent)
    {
        if (string.IsNullOrWhiteSpace(agent))
        {
            return null;
        }

        if (agent.Length > LongestAgent)
        {
            agent = agent[..LongestAgent];
        }

        return agent.AsSpan().ContainsAnyExceptInRange(' ', '~') ? string.Concat(agent.Select(c => c is >= ' ' and <= '~' ? c : '?')) : agent;
    }
}

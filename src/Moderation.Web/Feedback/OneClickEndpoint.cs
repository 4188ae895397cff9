using System.Net.Mime;
using Moderation.Contacts;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback;

/// <summary>
/// The one-click request of mail programs (RFC 8058 §3.1): POST to <c>/u/token</c>, in either encoding, on any host. In front of
/// everything that pages need: after a large mailing providers send many at once. Whatever else is asked of that address is the
/// page's, a person's buttons as well.
/// </summary>
internal sealed class OneClickEndpoint(RequestDelegate next, TokenKeys keys, OneClickRequests requests)
{
    // The pair with a long boundary around it has some 300 bytes.
    private const int Longest = 1024;
    private const string Answer = "Stopped. A message that had already left may still arrive.\n";

    public Task InvokeAsync(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.Path.Value is ['/', 'u', '/', .. { Length: > 0 } token] && http.Request.ContentLength is > 0 and <= Longest
            ? PostAsync(http, token, (int)http.Request.ContentLength)
            : next(http);

    private async Task PostAsync(HttpContext http, string token, int length)
    {
        var body = new byte[length];
        await http.Request.Body.ReadExactlyAsync(body, http.RequestAborted);
        // No form of ours has this field.
        if (body.AsSpan().IndexOf("List-Unsubscribe"u8) >= 0)
        {
            var ring = await keys.RingAsync(TokenRing.ClaimedKey(token), http.RequestAborted);
            if (ring.TryReadUrl(TokenPurpose.OptOut, token, out var delivery))
            {
                await requests.TakeAsync(delivery, Origin.Of(ConsentMethod.OneClick, http));
                http.Response.ContentType = MediaTypeNames.Text.Plain;
                http.Response.ContentLength = Answer.Length;
                http.Response.Headers.CacheControl = "no-store";
                await http.Response.WriteAsync(Answer);
                return;
            }
        }

        http.Request.Body = new MemoryStream(body);
        await next(http);
    }
}

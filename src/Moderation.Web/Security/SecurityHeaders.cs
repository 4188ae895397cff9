using System.Security.Cryptography;

namespace Moderation.Web.Security;

/// <summary>
/// The strict policy of our own pages: no script without this response's nonce, nothing from elsewhere, in nobody's frame.
/// A handler that serves something else (a mail in its frame) sets its own policy, which then stands.
/// </summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private static readonly object NonceKey = new();

    public static string NonceOf(HttpContext context) => (string)context.Items[NonceKey]!;

    public Task InvokeAsync(HttpContext context)
    {
        context.Items[NonceKey] = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        // At the last moment: whoever handles an exception clears what was set before.
        context.Response.OnStarting(static state =>
        {
            Add((HttpContext)state);
            return Task.CompletedTask;
        }, context);
        return next(context);
    }

    private static void Add(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.TryAdd(
            "Content-Security-Policy",
            $"default-src 'none'; script-src 'nonce-{NonceOf(context)}'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
            "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'");
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        // Reset codes and tokens stand in addresses.
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Cross-Origin-Resource-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }
}

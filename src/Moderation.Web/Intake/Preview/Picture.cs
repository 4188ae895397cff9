using System.Security;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Web.Intake.Preview;

/// <summary>Pictures of a preview: what travels with the mail is inlined, anything else becomes a box with its alternative text.</summary>
internal static class Picture
{
    private static readonly string[] Types = ["image/png", "image/jpeg", "image/gif", "image/webp"];

    public static string For(IElement image, string source, Content content)
    {
        if (source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
        {
            // RFC 2392 §2: the id is percent-encoded in the address.
            var id = Uri.UnescapeDataString(source[4..]);
            var found = content.Attachments.FirstOrDefault(a => a.ContentId == id && Types.Contains(a.MediaType, StringComparer.OrdinalIgnoreCase));
            if (found is not null)
            {
                return $"data:{found.MediaType.ToLowerInvariant()};base64,{Convert.ToBase64String(found.Bytes.Span)}";
            }
        }
        else if (Types.Any(type => source.StartsWith($"data:{type}", StringComparison.OrdinalIgnoreCase)))
        {
            return source;
        }

        return Box(Length(image, "width"), Length(image, "height"), image.GetAttribute("alt"));
    }

    private static int? Length(IElement image, string name) =>
        int.TryParse(image.GetAttribute(name)?.Replace("px", "", StringComparison.OrdinalIgnoreCase), out var value) ? Math.Clamp(value, 1, 2000) : null;

    private static string Box(int? width, int? height, string? alternative)
    {
        var w = width ?? Math.Max(height ?? 0, 160);
        var h = height ?? Math.Clamp(w * 2 / 5, 24, 240);
        var words = w < 60 || h < 16 ? "" : SecurityElement.Escape(string.IsNullOrWhiteSpace(alternative) ? "Picture without text" : Sample.Fill(alternative));
        var svg = $"<svg xmlns='http://www.w3.org/2000/svg' width='{w}' height='{h}'><rect width='100%' height='100%' fill='#e3e8e6'/>"
            + $"<rect x='.5' y='.5' width='{w - 1}' height='{h - 1}' fill='none' stroke='#9aa8a6' stroke-dasharray='4 3'/>"
            + $"<text x='50%' y='50%' dominant-baseline='middle' text-anchor='middle' font-family='sans-serif' font-size='{Math.Clamp(h / 3, 10, 15)}' fill='#3d4c4b'>{words}</text></svg>";
        return "data:image/svg+xml," + Uri.EscapeDataString(svg);
    }
}

using System.Net;
using System.Text.RegularExpressions;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>
/// The pictures that an uploaded message shows within its HTML get ids of ours: half of all programs write Content-IDs that are
/// none (RFC 2045 §7 wants left@right) and that no header of ours may carry.
/// </summary>
internal static partial class InlineParts
{
    /// <param name="html">With <c>cid:</c> references (RFC 2392).</param>
    /// <param name="ids">The Content-ID of each part as it came; null for a part without one.</param>
    /// <returns>The HTML with its references rewritten, and the new id of each part; null for one that the HTML does not show.</returns>
    public static (string Html, IReadOnlyList<string?> Ids) Rename(string html, IReadOnlyList<string?> ids)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] is { Length: > 0 } id)
            {
                known.TryAdd(id, i);
            }
        }

        var renamed = new string?[ids.Count];
        var rewritten = Reference().Replace(html, match =>
        {
            var (id, after) = Read(match.Groups["id"].Value);
            return Find(known, id) is { } part
                ? $"cid:{renamed[part] ??= $"{Guid.CreateVersion7():N}@inline"}{WebUtility.HtmlEncode(after)}"
                : match.Value;
        });
        return (rewritten, renamed);
    }

    // In an attribute the id may be followed by an encoded quote: url(&quot;cid:…&quot;).
    private static (string Id, string After) Read(string source)
    {
        var text = WebUtility.HtmlDecode(source);
        var end = text.IndexOfAny(['"', '\'', ';']);
        return end < 0 ? (text, "") : (text[..end], text[end..]);
    }

    // RFC 2392 §2: percent-encoded in the address; not every program does it.
    private static int? Find(Dictionary<string, int> known, string id) =>
        known.TryGetValue(id, out var part) || known.TryGetValue(Uri.UnescapeDataString(id), out part) ? part : null;

    [GeneratedRegex("""\bcid:(?<id>[^"'\s<>()]+)""", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Reference();
}

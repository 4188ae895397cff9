using System.Net;
using System.Text.RegularExpressions;

namespace Moderation.Campaigns;

/// <summary>Puts the preheader where mail clients look for it: the first words of the HTML body, not shown when the mail is open.</summary>
public static partial class Preheader
{
    // The filler keeps clients from continuing the preview line with the words of the mail itself.
    private const string Filler = "&#847;&zwnj;&nbsp;";

    public static string PutInto(string html, string preheader)
    {
        if (string.IsNullOrWhiteSpace(preheader))
        {
            return html;
        }

        var block = "<div style=\"display:none;font-size:1px;line-height:1px;max-height:0;max-width:0;opacity:0;overflow:hidden\">"
            + WebUtility.HtmlEncode(preheader) + string.Concat(Enumerable.Repeat(Filler, 30)) + "</div>";
        var body = BodyTag().Match(html);
        return body.Success ? html.Insert(body.Index + body.Length, block) : block + html;
    }

    [GeneratedRegex("<body(?:\\s[^>]*)?>", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex BodyTag();
}

using System.Net;
using Moderation.Campaigns;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Puts links to hosted files into both parts, where the attachments were taken out.</summary>
internal static class HostedFileMend
{
    public static (string Html, string Text) Apply(string html, string text, IReadOnlyList<(CampaignAttachment File, string Address)> files) =>
        (html.Length == 0 ? html : OptOutMend.AtTheEnd(html, Block(files)),
            text.Length == 0 && html.Length > 0 ? text : text.TrimEnd() + "\n\n" + string.Join('\n', files.Select(f => $"{f.File.Name} ({Times.Bytes(f.File.Size)}): {f.Address}")) + "\n");

    private static string Block(IReadOnlyList<(CampaignAttachment File, string Address)> files) => $"""
        <div style="padding:16px;text-align:center;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:24px;color:#222222;background-color:#ffffff">
          {string.Join("<br>\n  ", files.Select(f => $"<a href=\"{WebUtility.HtmlEncode(f.Address)}\" style=\"color:#0b5568;text-decoration:underline\">{WebUtility.HtmlEncode($"Download {f.File.Name} ({Times.Bytes(f.File.Size)})")}</a>"))}
        </div>

        """;
}

using Moderation.Mail.Mime;
using Moderation.Rules;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>A newsletter that somebody made elsewhere, read from an .eml or .html file.</summary>
internal sealed record CampaignUpload(string Subject, string Preheader, string Html, string Text, IReadOnlyList<UploadedFile> Files)
{
    public const long MaxBytes = 36 * 1024 * 1024;

    /// <returns>What the file holds, or a sentence that says why it cannot be used.</returns>
    public static (CampaignUpload? Upload, string? Refusal) Read(string fileName, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            return (null, $"{fileName} is empty.");
        }

        return Path.GetExtension(fileName).ToLowerInvariant() switch
        {
            ".eml" => ReadMessage(fileName, bytes),
            ".html" or ".htm" => ReadHtml(fileName, bytes),
            _ => (null, $"{fileName} is neither an .eml nor an .html file. Save the newsletter as one of these and upload that."),
        };
    }

    private static (CampaignUpload? Upload, string? Refusal) ReadMessage(string fileName, byte[] bytes)
    {
        MimeMessage message;
        try
        {
            message = MimeMessage.Parse(bytes);
        }
        catch (MimeFormatException e)
        {
            return (null, $"{fileName} cannot be read as a message: {e.Message}");
        }

        var html = Clean(message.Html);
        var text = Clean(message.Text);
        if (html.Length == 0 && text.Length == 0)
        {
            return (null, $"{fileName} holds neither an HTML nor a text part. Save the message itself, not a link to it, as an .eml file.");
        }

        var (shown, ids) = InlineParts.Rename(html, [.. message.Attachments.Select(attachment => attachment.ContentId)]);
        var files = message.Attachments.Select((attachment, i) => new UploadedFile(SafeName(attachment.FileName, i), attachment.MediaType, ids[i], attachment.Content)).ToList();
        return (new CampaignUpload(OneLine(message.Subject), Preview(html), shown, text, files), null);
    }

    private static (CampaignUpload? Upload, string? Refusal) ReadHtml(string fileName, byte[] bytes)
    {
        var html = Clean(HtmlFile.Decode(bytes));
        if (!html.Contains('<', StringComparison.Ordinal))
        {
            return (null, $"{fileName} holds no HTML.");
        }

        var title = ParsedHtml.Parse(html).Document?.Title ?? "";
        return (new CampaignUpload(OneLine(title), Preview(html), html, "", []), null);
    }

    // Many newsletters open with a hidden line that mail clients show after the subject.
    private static string Preview(string html)
    {
        var hidden = ParsedHtml.Parse(html).Document?.QuerySelector(".preheader, #preheader, [class*=preheader]")?.TextContent ?? "";
        var line = OneLine(hidden);
        return line.Length <= 200 ? line : "";
    }

    private static string Clean(string? text) => text is null ? "" : text.Replace("\0", "", StringComparison.Ordinal);

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = string.Concat(line.Where(c => !char.IsControl(c)));
        return line.Length <= 250 ? line : line[..250];
    }

    internal static string SafeName(string? name, int index)
    {
        var last = (name ?? "").Split('/', '\\')[^1];
        var safe = string.Concat(last.Where(c => !char.IsControl(c) && c is not ('"' or '<' or '>'))).Trim();
        return safe.Length == 0 ? $"attachment-{index + 1}" : safe.Length <= 150 ? safe : safe[^150..];
    }
}

/// <summary>A file that came with an uploaded message.</summary>
/// <param name="ContentId">An id of ours when the HTML shows it, see <see cref="InlineParts"/>; else null.</param>
internal sealed record UploadedFile(string Name, string MediaType, string? ContentId, byte[] Bytes);

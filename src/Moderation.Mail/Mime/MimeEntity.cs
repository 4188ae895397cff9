using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Moderation.Campaigns;

namespace Moderation.Mail.Mime;

/// <summary>A node of the message to be written: its Content headers and how to write its body.</summary>
internal sealed record MimeEntity(string Headers, Action<BodyBuilder> Write)
{
    /// <summary>mixed(related(alternative(text, HTML), images), files), as much of it as the message needs (RFC 2046 §5.1, RFC 2387).</summary>
    /// <exception cref="ArgumentException">There is neither HTML nor text.</exception>
    public static MimeEntity Of(OutgoingMessage message)
    {
        if (message.Html is null && message.Text is null)
        {
            throw new ArgumentException("The message has neither HTML nor text. Give it one of them.", nameof(message));
        }

        var boundary = Boundary(message);
        var images = message.Attachments.Where(file => message.Html is not null && file.ContentId is not null).ToList();
        var files = message.Attachments.Except(images).ToList();
        var isWhole = message.Attachments.Count == 0 && (message.Html is null || message.Text is null);

        var (root, type) = (message.Text, message.Html) switch
        {
            ({ } text, { } html) => (Multipart("alternative", "", boundary + "a", [Text(text, isHtml: false, isWhole), Text(html, isHtml: true, isWhole)]), "multipart/alternative"),
            (null, { } html) => (Text(html, isHtml: true, isWhole), "text/html"),
            ({ } text, _) => (Text(text, isHtml: false, isWhole), "text/plain"),
            _ => throw new ArgumentException("The message has neither HTML nor text.", nameof(message)),
        };
        if (images.Count > 0)
        {
            root = Multipart("related", $"; type=\"{type}\"", boundary + "r", [root, .. images.Select(image => File(image, isInline: true))]);
        }

        return files.Count > 0 ? Multipart("mixed", "", boundary + "m", [root, .. files.Select(file => File(file, isInline: false))]) : root;
    }

    // RFC 2045 §6.7: "=_" occurs neither in quoted-printable nor in base64, and 7bit parts with it are not written, so no
    // content can hold the boundary; the hash keeps it apart from those of messages within.
    private static string Boundary(OutgoingMessage message)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var text in (string?[])[message.From.ToString(), message.Subject.Source, message.Text?.Source, message.Html?.Source])
        {
            hash.AppendData(Encoding.UTF8.GetBytes((text ?? "") + "\0"));
        }

        foreach (var file in message.Attachments)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.FileName}\0{file.ContentId}\0"));
            hash.AppendData(SHA256.HashData(file.Content.Span));
        }

        return "=_" + Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 12)) + "_";
    }

    private static MimeEntity Multipart(string subtype, string parameters, string boundary, IReadOnlyList<MimeEntity> parts) =>
        new(
            $"Content-Type: multipart/{subtype}{parameters};\r\n boundary=\"{boundary}\"\r\n",
            body =>
            {
                foreach (var part in parts)
                {
                    body.Add($"--{boundary}\r\n{part.Headers}\r\n");
                    part.Write(body);
                    body.Add("\r\n"u8);
                }

                body.Add($"--{boundary}--\r\n");
            });

    private static MimeEntity Text(Template template, bool isHtml, bool isWhole)
    {
        var type = isHtml ? "html" : "plain";
        if (ShortAscii(template, isWhole) is { } ascii)
        {
            return new($"Content-Type: text/{type}; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n", body => body.Add(ascii));
        }

        return new(
            $"Content-Type: text/{type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
            body => body.AddQuotedPrintable(template, isHtml, isWhole));
    }

    // The text as it can go in 7bit, or null when a line of it would not survive the way or read as a boundary.
    private static string? ShortAscii(Template template, bool isWhole)
    {
        if (TextPieces.Of(template, isWhole) is not [Literal { Text.Length: > 0 } only])
        {
            return null;
        }

        foreach (var range in only.Text.AsSpan().Split('\n'))
        {
            var line = only.Text.AsSpan()[range];
            if (line.Length > 76 || line.ContainsAnyExceptInRange(' ', '~') || line.EndsWith(" ", StringComparison.Ordinal) || line.StartsWith(".", StringComparison.Ordinal)
                || line.StartsWith("From ", StringComparison.Ordinal) || line.Contains("  ", StringComparison.Ordinal) || line.Contains("=_", StringComparison.Ordinal))
            {
                return null;
            }
        }

        return only.Text.Replace("\n", "\r\n", StringComparison.Ordinal) + (isWhole ? "\r\n" : "");
    }

    private static MimeEntity File(OutgoingAttachment file, bool isInline)
    {
        var isEnvelope = file.MediaType.StartsWith("message/", StringComparison.OrdinalIgnoreCase) || file.MediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase);
        var headers = new StringBuilder();
        headers.Append(CultureInfo.InvariantCulture, $"Content-Type: {(isEnvelope ? "application/octet-stream" : file.MediaType)}\r\n");
        headers.Append("Content-Transfer-Encoding: base64\r\n");
        if (file.ContentId is { } id)
        {
            headers.Append(CultureInfo.InvariantCulture, $"Content-ID: <{id}>\r\n");
        }

        headers.Append(isInline ? "Content-Disposition: inline" : "Content-Disposition: attachment");
        AppendFileName(headers, file.FileName);
        return new(headers.ToString(), body => body.Add(Convert.ToBase64String(file.Content.Span, Base64FormattingOptions.InsertLineBreaks)));
    }

    // RFC 2183 §2.3; RFC 2231 §3 and §4 for what is long or not ASCII.
    private static void AppendFileName(StringBuilder headers, string name)
    {
        const int piece = 54;
        if (name.Length > 0 && name.Length <= piece && !name.AsSpan().ContainsAnyExceptInRange(' ', '~') && !name.Contains("=?", StringComparison.Ordinal) && !name.Contains("  ", StringComparison.Ordinal))
        {
            headers.Append(";\r\n filename=").Append(HeaderWriter.QuotedString(name));
        }
        else if (name.Length > 0)
        {
            var encoded = Uri.EscapeDataString(name).Replace("'", "%27", StringComparison.Ordinal).Replace("*", "%2A", StringComparison.Ordinal);
            for (var (at, number) = (0, 0); at < encoded.Length; number++)
            {
                // Not within a percent code.
                var end = Math.Min(at + piece, encoded.Length);
                end -= end < encoded.Length && encoded[end - 1] == '%' ? 1 : end < encoded.Length && encoded[end - 2] == '%' ? 2 : 0;
                headers.Append(CultureInfo.InvariantCulture, $";\r\n filename*{number}*={(number == 0 ? "utf-8''" : "")}{encoded[at..end]}");
                at = end;
            }
        }

        headers.Append("\r\n");
    }
}

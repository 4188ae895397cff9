using Moderation.Campaigns;
using Moderation.Mail.Mime;

namespace Moderation.Cli;

/// <summary>Mails on disk.</summary>
internal static class MailFile
{
    // A message this long is refused by every provider.
    private const long MostBytes = 64 * 1024 * 1024;

    /// <summary>Extensions of what <c>check</c> judges.</summary>
    public static readonly string[] Letters = [".eml", ".html", ".htm"];

    /// <summary>Extensions of what <c>report</c> reads in folders.</summary>
    public static readonly string[] Mails = [".eml", ".mbox", ".txt"];

    /// <summary>The files that are meant: each one named, and all mails below each folder, in the order of their names.</summary>
    /// <exception cref="UnreadableException">A folder cannot be read or holds no mail.</exception>
    public static IReadOnlyList<string> Below(string path, string[] extensions)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        // Links are not followed: they could lead in a circle.
        var walk = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.ReparsePoint };
        var files = Try(() => Directory.EnumerateFiles(path, "*", walk).Where(file => Is(file, extensions)).Order(StringComparer.Ordinal).ToList());
        return files.Count > 0 ? files : throw new UnreadableException($"The folder holds no {extensions[0]} or {extensions[1]} file.");
    }

    /// <exception cref="UnreadableException">There is no mail to judge in the file.</exception>
    public static Content Read(string path)
    {
        if (!Is(path, Letters))
        {
            throw new UnreadableException(File.Exists(path) ? "This is neither an .eml nor an .html file." : "There is no such file.");
        }

        var bytes = Bytes(path);
        return path.EndsWith(".eml", StringComparison.OrdinalIgnoreCase) ? ReadMessage(bytes) : ReadHtml(bytes);
    }

    /// <summary>The whole file.</summary>
    /// <exception cref="UnreadableException">It cannot be read, is empty or too large.</exception>
    public static byte[] Bytes(string path)
    {
        var bytes = Try(() => new FileInfo(path).Length > MostBytes
            ? throw new UnreadableException($"The file is larger than {MostBytes:N0} bytes.")
            : File.ReadAllBytes(path));
        return bytes.Length > 0 ? bytes : throw new UnreadableException("The file is empty.");
    }

    private static Content ReadMessage(byte[] bytes)
    {
        MimeMessage message;
        try
        {
            message = MimeMessage.Parse(bytes);
        }
        catch (MimeFormatException problem)
        {
            throw new UnreadableException($"This cannot be read as a message: {problem.Message}");
        }

        if (message.Headers.Count == 0)
        {
            throw new UnreadableException("This is no message: it does not begin with header fields such as Subject and From.");
        }

        return new Content
        {
            Subject = message.Subject,
            FromName = message.From?.Name ?? "",
            FromAddress = message.From?.Address,
            ReplyTo = message.ReplyTo?.Address,
            Html = NotBlank(message.Html),
            Text = NotBlank(message.Text),
            Attachments = [.. message.Attachments.Select(file => new Attachment(file.FileName ?? "", file.MediaType, file.ContentId, file.Content))],
        };
    }

    private static Content ReadHtml(byte[] bytes)
    {
        var html = HtmlFile.Decode(bytes);
        return html.Contains('<', StringComparison.Ordinal)
            ? new Content { Subject = "", Html = html }
            : throw new UnreadableException("The file holds no HTML.");
    }

    private static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static bool Is(string path, string[] extensions) => Array.Exists(extensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private static T Try<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UnreadableException("There is no such file.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UnreadableException("You have no right to read this.");
        }
        catch (IOException problem)
        {
            throw new UnreadableException($"The system could not read this: {problem.Message}");
        }
    }
}

/// <summary>A file that cannot be judged; the sentence says why.</summary>
internal sealed class UnreadableException(string message) : Exception(message);

using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Relay.Development;

/// <summary>
/// What left in Development: a file for each message, as it came over the wire below the two lines that a mailbox server puts on
/// top (RFC 5321 §4.4). Takes mail to everybody, which is why it exists in Development only.
/// </summary>
public sealed partial class MailStore(string directory, TimeProvider clock) : ISmtpHandler
{
    private const int LongestHeader = 64 * 1024;

    public string Folder { get; } = Directory.CreateDirectory(directory).FullName;

    public ValueTask<SmtpReply> RecipientAsync(SmtpPeer peer, string sender, string recipient, CancellationToken ct) =>
        ValueTask.FromResult(new SmtpReply(250, new EnhancedStatus(2, 1, 5), "Ok"));

    public async ValueTask<SmtpReply> MessageAsync(ReceivedMessage message, CancellationToken ct)
    {
        // In the order of arrival by name; random, because many arrive in the same tick.
        var id = $"{clock.GetUtcNow().UtcTicks:D19}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
        var top = Encoding.UTF8.GetBytes($"Return-Path: <{message.Sender}>\r\nDelivered-To: {string.Join(", ", message.Recipients)}\r\n");
        var unfinished = Path.Combine(Folder, id + ".tmp");
        await using (var file = new FileStream(unfinished, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0))
        {
            await file.WriteAsync(top, ct);
            await file.WriteAsync(message.Data, ct);
        }

        File.Move(unfinished, Path.Combine(Folder, id + ".eml"));
        return new SmtpReply(250, new EnhancedStatus(2, 0, 0), $"Ok: kept as {id}");
    }

    /// <summary>Newest first. A search reads the headers of every message.</summary>
    /// <param name="search">Words that subject, sender and recipients are searched for; null for all.</param>
    /// <param name="skip">So many of the hits.</param>
    /// <param name="take">At most so many.</param>
    public StoredPage List(string? search, int skip, int take)
    {
        var ids = Directory.EnumerateFiles(Folder, "*.eml").Select(path => Path.GetFileNameWithoutExtension(path)!).Where(id => Id().IsMatch(id)).OrderDescending(StringComparer.Ordinal).ToList();
        if (string.IsNullOrWhiteSpace(search))
        {
            return new StoredPage([.. ids.Skip(skip).Take(take).Select(Line).OfType<StoredLine>()], ids.Count);
        }

        var hits = ids.Select(Line).OfType<StoredLine>().Where(line => line.Has(search.Trim())).ToList();
        return new StoredPage([.. hits.Skip(skip).Take(take)], hits.Count);
    }

    /// <returns>The file's octets, or null when there is none of that name.</returns>
    public async Task<byte[]?> ReadAsync(string? id, CancellationToken ct)
    {
        var path = id is not null && Id().IsMatch(id) ? Path.Combine(Folder, id + ".eml") : null;
        return File.Exists(path) ? await File.ReadAllBytesAsync(path, ct) : null;
    }

    private StoredLine? Line(string id)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LongestHeader);
        try
        {
            int length;
            using (var file = File.OpenHandle(Path.Combine(Folder, id + ".eml")))
            {
                length = RandomAccess.Read(file, buffer.AsSpan(0, LongestHeader), 0);
            }

            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            var message = MimeMessage.Parse(buffer.AsMemory(0, end < 0 ? length : end + 4).ToArray());
            return new StoredLine(
                id,
                new DateTimeOffset(long.Parse(id.AsSpan(0, 19), CultureInfo.InvariantCulture), TimeSpan.Zero),
                message.From?.ToString() ?? "",
                message.Headers["Delivered-To"]?.Text ?? "",
                message.Subject);
        }
        catch (Exception e) when (e is IOException or MimeFormatException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A name of our own making and nothing that could lead out of the folder.
    [GeneratedRegex("^[0-9]{19}-[0-9a-f]{8}$", RegexOptions.NonBacktracking)]
    private static partial Regex Id();
}

/// <summary>One message in the list.</summary>
public sealed record StoredLine(string Id, DateTimeOffset At, string From, string To, string Subject)
{
    public bool Has(string words) =>
        (From + "\n" + To + "\n" + Subject).Contains(words, StringComparison.OrdinalIgnoreCase);
}

/// <param name="Lines">Of this page.</param>
/// <param name="Total">Of all pages.</param>
public sealed record StoredPage(IReadOnlyList<StoredLine> Lines, int Total);

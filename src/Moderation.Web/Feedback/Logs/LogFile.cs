using System.Security.Cryptography;
using Moderation.Delivery;

namespace Moderation.Web.Feedback.Logs;

/// <summary>Whole lines out of a log.</summary>
/// <param name="Bytes">They, with their line ends; empty when there is nothing new.</param>
/// <param name="Next">The position behind them.</param>
/// <param name="Length">Of the file.</param>
/// <param name="IsTooLong">What was read is the piece of a line that no log has.</param>
internal sealed record LogChunk(byte[] Bytes, long Next, long Length, bool IsTooLong)
{
    /// <summary>Whether there is surely more.</summary>
    public bool HasMore => Next < Length && Bytes.Length > 0;
}

/// <summary>A log cannot be read; the message is for people.</summary>
internal sealed class LogFileException(string message) : IOException(message);

/// <summary>
/// Reads on in a log that grows, is renamed and begun again, or is emptied in its place. A file is known by how it begins and not by
/// its inode: that holds on every file system, and inodes are used again.
/// </summary>
internal static class LogFile
{
    /// <summary>Octets of one chunk, and so of the longest line.</summary>
    public const int ChunkSize = 1 << 20;

    private const string Plain = "KumoMTA's own files are compressed (zstd), which is not read here. Let its tailer write plain lines: tailer --tail FOLDER >> /var/log/kumomta.jsonl, or unpack finished ones with zstd -dc, or log by a hook.";

    // Time, host and process stand in it: no two logs begin alike.
    private const int MostHead = 512;

    /// <param name="reading">Where reading ended; begun again in another file when that one is done.</param>
    /// <param name="isSettled">Whether the older file has had its time to get its last lines.</param>
    /// <param name="now">Of what is lost.</param>
    /// <exception cref="LogFileException">It cannot be read, with what to do.</exception>
    /// <exception cref="IOException">The file system failed.</exception>
    public static LogChunk Read(LogReading reading, Func<string, long, bool> isSettled, DateTimeOffset now)
    {
        if (Directory.Exists(reading.Path))
        {
            throw new LogFileException($"{reading.Path} is a folder. {(reading.Kind == MailLogKind.KumoMta ? Plain : "Name the file in it.")}");
        }

        if (!File.Exists(reading.Path))
        {
            throw new LogFileException($"There is no file {reading.Path} on {Environment.MachineName}.");
        }

        using var current = Open(reading.Path);
        RefuseCompressed(current, reading);
        if (reading.Head is null)
        {
            return TryBegin(current, reading) ? ReadFrom(current, reading.Position, isWhole: false) : Nothing(current, 0);
        }

        if (IsSame(current, reading))
        {
            if (Length(current) < reading.Position)
            {
                // Emptied, and it begins with the same line again: what is read twice counts once.
                TryBegin(current, reading);
                reading.Lose(now);
            }

            return ReadFrom(current, reading.Position, isWhole: false);
        }

        if (Older(reading) is { } path)
        {
            using var older = Open(path);
            var isOver = isSettled(path, Length(older));
            var rest = ReadFrom(older, reading.Position, isWhole: isOver);
            if (rest.Bytes.Length > 0 || !isOver || !TryBegin(current, reading))
            {
                return rest;
            }
        }
        else if (!TryBegin(current, reading))
        {
            // Nothing stands in the new one yet, and the older one may still be on its way to its new name.
            return Nothing(current, reading.Position);
        }
        else
        {
            reading.Lose(now);
        }

        return ReadFrom(current, reading.Position, isWhole: false);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (UnauthorizedAccessException)
        {
            throw new LogFileException($"{path} may not be read by the user of this process ({Environment.UserName}). On Debian the group adm reads logs.");
        }
    }

    // RFC 8878 §3.1.1, RFC 1952 §2.3.1
    private static void RefuseCompressed(FileStream file, LogReading reading)
    {
        Span<byte> magic = stackalloc byte[4];
        var read = RandomAccess.Read(file.SafeFileHandle, magic, 0);
        if (read == 4 && magic.SequenceEqual((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            throw new LogFileException($"{reading.Path} is compressed with zstd. {Plain}");
        }

        if (read >= 2 && magic is [0x1F, 0x8B, ..])
        {
            throw new LogFileException($"{reading.Path} is compressed with gzip. Name the file that the mail server writes to.");
        }
    }

    private static bool TryBegin(FileStream file, LogReading reading)
    {
        var head = new byte[MostHead];
        var read = ReadAll(file, head, 0);
        var end = Array.IndexOf(head, (byte)'\n', 0, read);
        var length = end >= 0 ? end + 1 : read;
        if (end < 0 && read < MostHead)
        {
            return false;
        }

        reading.Begin(SHA256.HashData(head.AsSpan(0, length)), length);
        return true;
    }

    private static bool IsSame(FileStream file, LogReading reading)
    {
        var head = new byte[Math.Clamp(reading.HeadLength, 0, MostHead)];
        return ReadAll(file, head, 0) == head.Length && SHA256.HashData(head).AsSpan().SequenceEqual(reading.Head);
    }

    // mail.log.1, mail.log-20261122
    private static string? Older(LogReading reading)
    {
        var name = Path.GetFileName(reading.Path);
        foreach (var path in Directory.EnumerateFiles(Path.GetDirectoryName(reading.Path)!, name + "?*").Order(StringComparer.Ordinal))
        {
            try
            {
                using var file = Open(path);
                if (Length(file) >= reading.Position && IsSame(file, reading))
                {
                    return path;
                }
            }
            // It went away or is nobody's business.
            catch (IOException)
            {
            }
        }

        return null;
    }

    /// <param name="isWhole">Whether the last line counts without its end: nothing more will come.</param>
    private static LogChunk ReadFrom(FileStream file, long position, bool isWhole)
    {
        var length = Length(file);
        var bytes = new byte[Math.Clamp(length - position, 0, ChunkSize)];
        var read = ReadAll(file, bytes, position);
        var end = bytes.AsSpan(0, read).LastIndexOf((byte)'\n') + 1;
        if (end == 0 && read == ChunkSize)
        {
            return new LogChunk(bytes, position + read, length, IsTooLong: true);
        }

        end = isWhole && position + read == length ? read : end;
        return new LogChunk(bytes[..end], position + end, length, IsTooLong: false);
    }

    private static LogChunk Nothing(FileStream file, long position) => new([], position, Length(file), IsTooLong: false);

    private static long Length(FileStream file) => RandomAccess.GetLength(file.SafeFileHandle);

    private static int ReadAll(FileStream file, Span<byte> bytes, long position)
    {
        var total = 0;
        while (total < bytes.Length && RandomAccess.Read(file.SafeFileHandle, bytes[total..], position + total) is > 0 and var read)
        {
            total += read;
        }

        return total;
    }
}

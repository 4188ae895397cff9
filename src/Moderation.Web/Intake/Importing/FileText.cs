using System.Text;

namespace Moderation.Web.Intake.Importing;

/// <summary>How an uploaded file is written, and its text as UTF-8 without a byte order mark.</summary>
internal static class FileText
{
    public const string Utf8 = "UTF-8";

    /// <summary>Most of it is UTF-8 and some bytes are not: each of these becomes U+FFFD, and its row is refused.</summary>
    public const string DamagedUtf8 = "UTF-8 with damaged letters";

    private const string Windows1252 = "Windows-1252";
    private const string Utf16Little = "UTF-16 LE";
    private const string Utf16Big = "UTF-16 BE";

    // What spreadsheets of the western world still write.
    private static readonly Encoding Western = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    /// <summary>Reads all of it: one byte at the end decides.</summary>
    public static async Task<string> DetectAsync(Stream file, CancellationToken ct)
    {
        file.Position = 0;
        var buffer = new byte[256 * 1024];
        var kept = await file.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false, ct);
        if (ByMarkOrZeros(buffer.AsSpan(0, kept)) is { } sixteen)
        {
            return sixteen;
        }

        long letters = 0;
        long damaged = 0;
        while (kept > 0)
        {
            // A letter may go over the end of the buffer.
            var whole = kept < 8 ? kept : WholeLetters(buffer.AsSpan(0, kept));
            Count(buffer.AsSpan(0, whole), ref letters, ref damaged);
            buffer.AsSpan(whole, kept - whole).CopyTo(buffer);
            kept -= whole;
            var read = await file.ReadAsync(buffer.AsMemory(kept), ct);
            if (read == 0)
            {
                Count(buffer.AsSpan(0, kept), ref letters, ref damaged);
                break;
            }

            kept += read;
        }

        return damaged == 0 ? Utf8 : letters > damaged ? DamagedUtf8 : Windows1252;
    }

    /// <summary>The text from its beginning. The caller disposes it; the file stays open.</summary>
    public static Stream Open(Stream file, string encoding)
    {
        file.Position = 0;
        return encoding switch
        {
            Utf8 => file,
            DamagedUtf8 => Encoding.CreateTranscodingStream(file, new UTF8Encoding(false), Encoding.UTF8, leaveOpen: true),
            Utf16Little => Encoding.CreateTranscodingStream(file, Encoding.Unicode, Encoding.UTF8, leaveOpen: true),
            Utf16Big => Encoding.CreateTranscodingStream(file, Encoding.BigEndianUnicode, Encoding.UTF8, leaveOpen: true),
            _ => Encoding.CreateTranscodingStream(file, Western, Encoding.UTF8, leaveOpen: true),
        };
    }

    private static string? ByMarkOrZeros(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => Utf16Little,
        [0xFE, 0xFF, ..] => Utf16Big,
        // The names of columns begin with letters that UTF-16 writes with a zero byte.
        [not 0, 0, not 0, 0, ..] => Utf16Little,
        [0, not 0, 0, not 0, ..] => Utf16Big,
        _ => null,
    };

    private static int WholeLetters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3; back++)
        {
            var b = bytes[^back];
            if (b < 0x80)
            {
                return bytes.Length;
            }

            if (b >= 0xC0)
            {
                return bytes.Length - back;
            }
        }

        return bytes.Length;
    }

    private static void Count(ReadOnlySpan<byte> bytes, ref long letters, ref long damaged)
    {
        if (Ascii.IsValid(bytes))
        {
            return;
        }

        // Only whether there are any counts for the usual case.
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            letters++;
            return;
        }

        while (bytes.Length > 0)
        {
            var good = Rune.DecodeFromUtf8(bytes, out _, out var length) == System.Buffers.OperationStatus.Done;
            letters += good && length > 1 ? 1 : 0;
            damaged += good ? 0 : 1;
            bytes = bytes[length..];
        }
    }
}

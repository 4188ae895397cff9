using System.Buffers;
using System.Text;

namespace Moderation.Rules.Attachments;

/// <summary>What a file is by its bytes, whatever its name and type say.</summary>
internal static class FileSignature
{
    private const int TextLookedAt = 1_024;

    private static readonly (byte[] Magic, string Kind)[] Programs =
    [
        ("MZ"u8.ToArray(), "a Windows program"),
        ([0x7F, .. "ELF"u8], "a Linux program"),
        ([0xFE, 0xED, 0xFA, 0xCE], "a macOS program"),
        ([0xFE, 0xED, 0xFA, 0xCF], "a macOS program"),
        ([0xCE, 0xFA, 0xED, 0xFE], "a macOS program"),
        ([0xCF, 0xFA, 0xED, 0xFE], "a macOS program"),
        ([0xCA, 0xFE, 0xBA, 0xBE], "a Java or macOS program"),
        ([.. "dex\n"u8], "an Android program"),
        ([0, .. "asm"u8], "a WebAssembly program"),
        ([0x4C, 0, 0, 0, 0x01, 0x14, 0x02, 0], "a Windows shortcut"),
        ("#!"u8.ToArray(), "a script"),
        ("ITSF"u8.ToArray(), "a compiled help file, which can hold scripts"),
        ([0xE4, 0x52, 0x5C, 0x7B, 0x8C, 0xD8, 0xA7, 0x4D, 0xAE, 0xB1, 0x53, 0x78, 0xD0, 0x29, 0x96, 0xD3], "a OneNote section, which can hold programs"),
        ([0xED, 0xAB, 0xEE, 0xDB], "an installer (RPM)"),
        ("!<arch>\ndebian"u8.ToArray(), "an installer (Debian)"),
        ("xar!"u8.ToArray(), "an installer (macOS)"),
        ("Cr24"u8.ToArray(), "a browser extension"),
        ("FWS"u8.ToArray(), "a Flash program"),
        ("CWS"u8.ToArray(), "a Flash program"),
    ];

    private static readonly byte[][] PageStarts =
        [.. ((string[])["<!doctype html", "<html", "<head", "<script", "<iframe", "<body", "<style", "<title", "<meta", "<form", "<table", "<div", "<h1", "<font", "<img", "<svg", "<!doctype svg"]).Select(Encoding.ASCII.GetBytes)];

    private static readonly SearchValues<byte> Blank = SearchValues.Create(" \t\r\n\f\0"u8);

    // The storages that hold macros in Word, Excel and PowerPoint files of before 2007 ([MS-OVBA] §2.2.1), as UTF-16.
    private static readonly byte[][] MacroStorages = [.. ((string[])["_VBA_PROJECT", "VBA_PROJECT_CUR", "PROJECTwm"]).Select(Encoding.Unicode.GetBytes)];
    private static readonly byte[] EncryptedPackage = Encoding.Unicode.GetBytes("EncryptedPackage");

    /// <summary>The kind that may not be attached; null for all others.</summary>
    public static string? Forbidden(ReadOnlySpan<byte> bytes)
    {
        foreach (var (magic, kind) in Programs)
        {
            if (bytes.StartsWith(magic) && !(magic.Length == 2 && magic[0] == (byte)'M' && IsText(bytes)))
            {
                return kind;
            }
        }

        if (IsOle(bytes))
        {
            return HasAny(bytes, MacroStorages) ? "a document with macros" : bytes.IndexOf(EncryptedPackage) >= 0 ? "an encrypted document" : null;
        }

        return DiskImage(bytes) ?? Page(bytes);
    }

    public static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8) || bytes.StartsWith("PK\x05\x06"u8) || bytes.StartsWith("PK\x07\x08"u8);

    /// <summary>Compound files of Microsoft ([MS-CFB] §2.2).</summary>
    private static bool IsOle(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

    private static bool HasAny(ReadOnlySpan<byte> bytes, byte[][] marks)
    {
        foreach (var mark in marks)
        {
            if (bytes.IndexOf(mark) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    // "MZ" may begin a note; a program has zeros in its header.
    private static bool IsText(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, 64)].IndexOf((byte)0) < 0;

    private static string? DiskImage(ReadOnlySpan<byte> bytes)
    {
        // ECMA-119 §8.1 and ECMA-167 §2/9.1: sector 16.
        if (bytes.Length > 0x8006 && bytes.Slice(0x8001, 5) is var volume && (volume.SequenceEqual("CD001"u8) || volume.SequenceEqual("BEA01"u8) || volume.SequenceEqual("NSR02"u8) || volume.SequenceEqual("NSR03"u8)))
        {
            return "a disk image";
        }

        var end = bytes[Math.Max(0, bytes.Length - 512)..];
        return bytes.StartsWith("conectix"u8) || bytes.StartsWith("vhdxfile"u8) || bytes.StartsWith("MSWIM\0\0\0"u8) || bytes.StartsWith("KDMV"u8) || end.StartsWith("koly"u8) || end.StartsWith("conectix"u8)
            ? "a disk image"
            : null;
    }

    // As browsers look for it (WHATWG MIME Sniffing §7.1): the first tag after blanks; here also after comments and an XML declaration.
    private static string? Page(ReadOnlySpan<byte> bytes)
    {
        Span<byte> letters = stackalloc byte[TextLookedAt];
        var length = 0;
        // UTF-16 has a zero in each other place, and marks are no letters.
        foreach (var b in bytes[..Math.Min(bytes.Length, 2 * TextLookedAt)])
        {
            if (b is not (0 or 0xEF or 0xBB or 0xBF or 0xFE or 0xFF) && length < letters.Length)
            {
                letters[length++] = b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b | 0x20) : b;
            }
        }

        ReadOnlySpan<byte> text = letters[..length];
        while (true)
        {
            var start = text.IndexOfAnyExcept(Blank);
            text = start < 0 ? [] : text[start..];
            var close = text.StartsWith("<!--"u8) ? text.IndexOf("-->"u8) + 2 : text.StartsWith("<?"u8) ? text.IndexOf("?>"u8) + 1 : -1;
            if (close <= 1)
            {
                break;
            }

            text = text[(close + 1)..];
        }

        foreach (var page in PageStarts)
        {
            if (text.StartsWith(page))
            {
                return page.AsSpan().EndsWith("svg"u8) ? "an SVG picture" : "an HTML page";
            }
        }

        return null;
    }
}

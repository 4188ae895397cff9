using System.Text;

namespace Moderation.Mail.Mime;

/// <summary>Bytes to text by the charset names that mail uses. Never throws: what cannot be read becomes U+FFFD.</summary>
internal static class Charsets
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // The WHATWG encoding standard reads ISO-8859-1 and ASCII as this superset, and so do mail readers.
    private static readonly Encoding Western = Find(1252)!;

    public static string Decode(ReadOnlySpan<byte> bytes, string? charset)
    {
        var name = charset?.Trim().ToLowerInvariant();
        switch (name)
        {
            case null or "" or "us-ascii" or "ascii" or "iso-8859-1" or "latin1" or "unknown-8bit" or "x-unknown":
                return name is "iso-8859-1" or "latin1" ? Western.GetString(bytes) : DecodeUtf8OrWestern(bytes);
            case "utf-8" or "utf8":
                return Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        }

        if (Find(name) is not { } encoding)
        {
            return DecodeUtf8OrWestern(bytes);
        }

        try
        {
            return encoding.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            // Stateful decoders (ISO-2022, HZ) have been seen to give up on broken escapes.
            return DecodeUtf8OrWestern(bytes);
        }
    }

    public static string DecodeUtf8OrWestern(ReadOnlySpan<byte> bytes)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }

        return Western.GetString(bytes);
    }

    private static Encoding? Find(string name)
    {
        // Registered names (IANA) that the code page provider knows under another one, or that stand for a superset.
        int? codePage = name switch
        {
            "gb2312" or "gbk" or "cp936" or "x-gbk" => 936,
            "ks_c_5601-1987" or "euc-kr" or "cp949" or "ks_c_5601" => 949,
            "shift_jis" or "sjis" or "x-sjis" or "cp932" or "windows-31j" => 932,
            "big5-hkscs" or "cp950" => 950,
            "iso-8859-9" => 1254,
            "iso-8859-11" or "tis-620" => 874,
            "iso-8859-8-i" => 1255,
            _ when name.StartsWith("cp", StringComparison.Ordinal) && int.TryParse(name.AsSpan(2), out var number) => number,
            _ when name.StartsWith("windows-", StringComparison.Ordinal) && int.TryParse(name.AsSpan(8), out var number) => number,
            _ => null,
        };
        if (codePage is { } page)
        {
            return Find(page);
        }

        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // NotSupported: UTF-7, which hides markup in plain ASCII and is read by nobody now.
            return null;
        }
    }

    private static Encoding? Find(int codePage)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(codePage) ?? Encoding.GetEncoding(codePage);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}

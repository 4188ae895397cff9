namespace Moderation.Rules.Attachments;

/// <summary>Media types by which mail programs decide what to do with a part.</summary>
internal static class DeclaredTypes
{
    public static string? Forbidden(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        // It shows each reader what its server sends at that moment: nobody can judge it before.
        "text/x-amp-html" => "an AMP part, which changes after it was sent",
        "text/html" or "application/xhtml+xml" or "application/hta" or "application/x-mimearchive" => "an HTML page",
        "image/svg+xml" => "an SVG picture",
        "text/javascript" or "application/javascript" or "application/x-javascript" or "application/ecmascript" or "text/ecmascript" or "text/vbscript" or "application/x-sh" or "application/x-csh" or "text/x-python" or "application/x-php" or "application/x-powershell" => "a script",
        "application/x-msdownload" or "application/x-msdos-program" or "application/x-dosexec" or "application/vnd.microsoft.portable-executable" or "application/x-executable" or "application/x-mach-binary" or "application/java-archive" or "application/x-java-archive" or "application/vnd.android.package-archive" or "application/x-msi" or "application/x-ms-shortcut" or "application/x-shockwave-flash" => "a program",
        "application/x-iso9660-image" or "application/x-apple-diskimage" or "application/x-raw-disk-image" => "a disk image",
        var type when type.Contains("macroenabled", StringComparison.Ordinal) => "a document with macros",
        _ => null,
    };
}

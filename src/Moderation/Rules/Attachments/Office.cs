namespace Moderation.Rules.Attachments;

/// <summary>Documents that are zip archives: Office Open XML (ECMA-376), OpenDocument, EPUB and the like.</summary>
internal static class Office
{
    private static readonly string[] Documents = [".docx", ".dotx", ".xlsx", ".xltx", ".pptx", ".potx", ".ppsx", ".odt", ".ods", ".odp", ".odg", ".epub", ".pages", ".numbers", ".key"];

    /// <summary>Whether it is an ordinary part of a document of this name: e-books are made of pages, slides have SVG pictures.</summary>
    public static bool Belongs(string document, string kind) =>
        Array.Exists(Documents, ending => document.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        && (kind is FileEndings.Page or FileEndings.Svg || (kind == FileEndings.Script && document.EndsWith(".epub", StringComparison.OrdinalIgnoreCase)));

    /// <summary>Whether a document has macros: Visual Basic, or sheets of Excel 4 that run.</summary>
    public static bool HasMacros(IReadOnlyList<string> names) => names.Any(name =>
        name.EndsWith("vbaProject.bin", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("xl/macrosheets/", StringComparison.OrdinalIgnoreCase)
        || (names[0] == "mimetype" && (name.StartsWith("Basic/", StringComparison.Ordinal) || name.StartsWith("Scripts/", StringComparison.Ordinal)) && !name.EndsWith('/')));
}

using System.Collections.Frozen;

namespace Moderation.Rules.Attachments;

/// <summary>What programs do with a file by the ending of its name.</summary>
internal static class FileEndings
{
    public const string Page = "an HTML page";
    public const string Svg = "an SVG picture";
    public const string Script = "a script";

    private static readonly FrozenDictionary<string, string> Kinds = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [Page] = ["htm", "html", "xhtml", "xht", "shtml", "shtm", "dhtml", "phtml", "mht", "mhtml", "xsl", "xslt", "htc"],
        [Svg] = ["svg", "svgz"],
        [Script] =
        [
            "js", "jse", "mjs", "vbs", "vbe", "vb", "wsf", "wsh", "wsc", "sct", "hta", "ps1", "ps1xml", "ps2", "psc1", "psm1", "psd1", "bat", "cmd", "btm", "sh", "bash", "csh", "ksh", "zsh", "command", "py", "pyc", "pyw", "pyz", "pl", "rb", "php", "lua", "ahk", "applescript", "scpt",
            "asp", "aspx", "jsp", "inf", "reg", "url", "lnk", "scf", "desktop", "webloc", "website", "library-ms", "search-ms", "searchconnector-ms", "settingcontent-ms", "theme", "themepack", "msc", "job", "jnlp", "gadget", "application", "appref-ms", "chm", "hlp", "one", "onepkg", "iqy", "slk", "rdp", "diagcab", "ade", "adp", "mde", "accde",
        ],
        ["a program"] = ["exe", "com", "scr", "pif", "cpl", "dll", "ocx", "sys", "drv", "msi", "msp", "mst", "msix", "msixbundle", "appx", "appxbundle", "appinstaller", "jar", "class", "war", "apk", "xapk", "aab", "ipa", "app", "dmg", "pkg", "mpkg", "deb", "rpm", "run", "elf", "so", "dylib", "crx", "xpi", "xll", "wll", "air", "swf", "wasm"],
        ["a document with macros"] = ["docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam", "sldm", "xla", "xlm", "ppa"],
        ["a disk image"] = ["iso", "img", "vhd", "vhdx", "vmdk", "udf", "wim", "swm", "esd", "toast", "nrg"],
    }.SelectMany(kind => kind.Value.Select(ending => (ending, kind.Key))).ToFrozenDictionary(pair => pair.ending, pair => pair.Key, StringComparer.Ordinal);

    // Before a harmless ending only what is in no ordinary title: "Intro to Node.js.pdf" and "www.lighthouse.com.pdf" are talks and prints.
    private static readonly FrozenSet<string> Hidden = FrozenSet.Create(StringComparer.Ordinal,
        "exe", "scr", "pif", "bat", "cmd", "vbs", "vbe", "jse", "wsf", "hta", "lnk", "msi", "ps1", "docm", "xlsm", "iso");

    private static readonly string[] Archives = [".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".cab", ".ace", ".arj", ".lzh", ".z", ".zst"];

    public static bool IsArchive(string name) => Array.Exists(Archives, ending => name.TrimEnd('.', ' ').EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>What the name says that it is, with the ending that says so; null for what nobody can start.</summary>
    public static (string Kind, string Ending)? Of(string name)
    {
        // Windows drops dots and spaces at the end, and what follows a colon is a stream of the file.
        var plain = name.AsSpan();
        plain = plain[(plain.LastIndexOfAny('/', '\\') + 1)..];
        plain = (plain.IndexOf(':') is > 0 and var colon ? plain[..colon] : plain).TrimEnd(". \t\0\u00A0");
        var endings = plain.ToString().ToLowerInvariant().Split('.');
        if (endings.Length < 2)
        {
            return null;
        }

        if (Kinds.TryGetValue(endings[^1].Trim(), out var kind))
        {
            return (kind, "." + endings[^1]);
        }

        return endings.Length > 2 && Hidden.Contains(endings[^2].Trim()) ? (Kinds[endings[^2].Trim()], $".{endings[^2]}.{endings[^1]}") : null;
    }
}

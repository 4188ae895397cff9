using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Moderation.Accounts;

/// <summary>A fully qualified domain name in its ASCII (A-label) form, lower case, without the final dot.</summary>
public readonly record struct DomainName
{
    // RFC 5890 §2.3.2.1 to A-labels. What UTS 46 would map first, as browsers do, ComposedText has refused.
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true, AllowUnassigned = false };

    private readonly string? _ascii;

    private DomainName(string ascii) => _ascii = ascii;

    /// <summary>The A-label form, as it stands on the wire.</summary>
    public string Ascii => _ascii ?? "";

    public static bool TryParse([NotNullWhen(true)] string? text, out DomainName domain)
    {
        domain = default;
        if (string.IsNullOrEmpty(text) || text.Length > 253 * 4 || !ComposedText.IsComposed(text))
        {
            return false;
        }

        var trimmed = text.EndsWith('.') ? text[..^1] : text;
        string ascii;
        try
        {
            ascii = Idn.GetAscii(trimmed.ToLowerInvariant());
        }
        catch (ArgumentException)
        {
            return false;
        }

        // RFC 1035 §2.3.4: 63 octets a label, 253 visible characters in all; a single label is no mail domain.
        var labels = ascii.Split('.');
        if (ascii.Length > 253 || labels.Length < 2 || !Array.TrueForAll(labels, IsLabel) || labels[^1].All(char.IsAsciiDigit))
        {
            return false;
        }

        domain = new DomainName(ascii);
        return true;
    }

    /// <exception cref="FormatException">The text is no domain name.</exception>
    public static DomainName Parse(string text) =>
        TryParse(text, out var domain) ? domain : throw new FormatException($"'{text}' is not a domain name.");

    /// <summary>Whether this is <paramref name="parent"/> or a name below it.</summary>
    public bool IsAtOrBelow(DomainName parent) =>
        Ascii == parent.Ascii || Ascii.EndsWith("." + parent.Ascii, StringComparison.Ordinal);

    public override string ToString() => Ascii;

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}

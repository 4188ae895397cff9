using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Moderation.Accounts;

/// <summary>
/// One mailbox address as people use them: a dot-atom local part (RFC 5321 §4.1.2, RFC 6531 for non-ASCII) at a domain name.
/// Quoted local parts, address literals and comments are refused: no mailing list holds them and each has been an attack.
/// </summary>
public readonly record struct EmailAddress
{
    private const string AtomExtras = "!#$%&'*+-/=?^_`{|}~";

    private readonly string? _local;

    private EmailAddress(string local, DomainName domain) => (_local, Domain) = (local, domain);

    /// <summary>The local part, in the case in which it was given.</summary>
    public string Local => _local ?? "";

    public DomainName Domain { get; }

    /// <summary>The name under which two spellings are one contact: lower case, A-label domain. Letters have one spelling only, see <see cref="ComposedText"/>.</summary>
    public string Key => Local.ToLowerInvariant() + "@" + Domain.Ascii;

    /// <summary>Whether the address can travel without SMTPUTF8 (RFC 6531).</summary>
    public bool IsAscii => Ascii.IsValid(Local);

    public static bool TryParse([NotNullWhen(true)] string? text, out EmailAddress address)
    {
        address = default;
        if (text is null)
        {
            return false;
        }

        var at = text.LastIndexOf('@');
        if (at < 1 || !DomainName.TryParse(text[(at + 1)..], out var domain))
        {
            return false;
        }

        var local = text[..at];
        // RFC 5321 §4.5.3.1.1: 64 octets; RFC 5322 §3.2.3 dot-atom.
        if (Encoding.UTF8.GetByteCount(local) > 64 || local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal)
            || !ComposedText.IsComposed(local) || !local.EnumerateRunes().All(IsAtom))
        {
            return false;
        }

        address = new EmailAddress(local, domain);
        return true;
    }

    /// <exception cref="FormatException">The text is no address that mail can be sent to.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an e-mail address.");

    public override string ToString() => Local + "@" + Domain.Ascii;

    private static bool IsAtom(Rune rune)
    {
        if (rune.IsAscii)
        {
            var c = (char)rune.Value;
            return char.IsAsciiLetterOrDigit(c) || c == '.' || AtomExtras.Contains(c, StringComparison.Ordinal);
        }

        return Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);
    }
}

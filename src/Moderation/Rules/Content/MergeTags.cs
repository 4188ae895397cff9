using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Merge tags that nothing takes the place of: unknown ones of ours, and those of other services.</summary>
internal static partial class MergeTags
{
    // Expressions are dear, and most text has none of what they begin with.
    private static readonly SearchValues<string> DoubledOpenings = SearchValues.Create(["*|", "%%", "[[", "${", "<%", "##", "@@", "{$", "[%"], StringComparison.Ordinal);

    // In single brackets these are slots; anything else is prose, a citation or a style sheet.
    private static readonly FrozenSet<string> Slots = FrozenSet.Create(StringComparer.Ordinal,
        "name", "fname", "lname", "firstname", "lastname", "fullname", "yourname", "customername", "contactname", "recipientname", "username", "subscribername", "companyname", "yourcompany", "productname", "sendername", "email", "emailaddress", "customfield",
        "unsubscribe", "unsubscribelink", "unsubscribeurl", "webversion", "preferences", "currentyear", "sendersaddress", "recipientemail", "insertname", "insertfirstname",
        "vorname", "nachname", "anrede", "prenom", "nom", "nombre", "apellido", "apellidos", "nome", "cognome", "imie", "nazwisko", "voornaam", "achternaam", "primeironome", "sobrenome");

    // Doubled marks stand in no prose. A name has a letter, and no space but those at its borders.
    [GeneratedRegex(@"\*\|[^|<>\r\n]{1,60}\|\*|%%[ ]?[A-Za-z_][\w.:=\- ]{0,60}%%|\[\[[ ]?[A-Za-z_][\w.:|\-]{0,60}[ ]?\]\]|\$\{[ ]?[A-Za-z_][\w.\[\]'""|\-]{0,60}[ ]?\}|<%=?[^%<>]{1,80}%>|##[A-Za-z_][\w.\-]{0,40}##|@@[A-Za-z_][\w.\-]{0,40}@@|\{\$[A-Za-z_][\w.\-]{0,40}\}|\[%[^%\]]{1,60}%\]", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Doubled { get; }

    [GeneratedRegex(@"(?<![\[{%\w])(\{(?<name>[A-Za-z][A-Za-z _\-]{1,24})\}|\[(?<name>[A-Za-z][A-Za-z _\-]{1,24})(,\s?fallback=[^\]]{0,40})?\]|%(?<name>[A-Z][A-Z_]{2,24})%)(?![\]}%\w])", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Single { get; }

    /// <summary>Each with its offset.</summary>
    public static IEnumerable<(string Tag, int Offset)> In(string text)
    {
        var found = Unknown(text);
        if (text.AsSpan().ContainsAny(DoubledOpenings))
        {
            found = found.Concat(Doubled.Matches(text).Select(match => (match.Value, match.Index)));
        }

        return MayHaveSlots(text) ? found.Concat(Single.Matches(text).Where(match => Slots.Contains(Plain(match.Groups["name"].Value))).Select(match => (match.Value, match.Index))) : found;
    }

    // A bracket, a percent sign before a capital, or a brace that is not doubled.
    private static bool MayHaveSlots(string text)
    {
        for (var at = text.AsSpan().IndexOfAny('[', '%', '{'); at >= 0 && at + 1 < text.Length;)
        {
            if (text[at] == '{' && text[at + 1] == '{')
            {
                at++;
            }
            else if (char.IsAsciiLetter(text[at + 1]))
            {
                return true;
            }

            at = text.AsSpan(at + 1).IndexOfAny('[', '%', '{') is >= 0 and var next ? at + 1 + next : -1;
        }

        return false;
    }

    private static IEnumerable<(string Tag, int Offset)> Unknown(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)
            ? Template.PlaceholdersIn(text).Where(placeholder => !placeholder.IsKnown && placeholder.Name.AsSpan().ContainsAnyInRange('A', 'z')).Select(placeholder => (placeholder.Source, placeholder.Offset))
            : [];

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}

using System.Buffers;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Merge tags that nothing takes the place of: unknown ones of ours, and those of other services.</summary>
internal static partial class MergeTags
{
    private static readonly SearchValues<string> Openings = SearchValues.Create(["{", "*|", "%", "[", "$", "<%", "##", "@@"], StringComparison.Ordinal);

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
        if (!text.AsSpan().ContainsAny(Openings))
        {
            return [];
        }

        return Unknown(text)
            .Concat(Doubled.Matches(text).Select(match => (match.Value, match.Index)))
            .Concat(Single.Matches(text).Where(match => Slots.Contains(Plain(match.Groups["name"].Value))).Select(match => (match.Value, match.Index)));
    }

    private static IEnumerable<(string Tag, int Offset)> Unknown(string text) =>
        text.Contains("{{", StringComparison.Ordinal) || text.Contains("{%", StringComparison.Ordinal)
            ? Template.Parse(text).Placeholders.Where(placeholder => !placeholder.IsKnown && placeholder.Name.AsSpan().ContainsAnyInRange('A', 'z')).Select(placeholder => (placeholder.Source, placeholder.Offset))
            : [];

    private static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}

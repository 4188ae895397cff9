using System.Buffers;
using System.Globalization;
using System.Text;

namespace Moderation.Mail.Spf;

/// <summary>Where a macro string stands: three letters are for explanations only, spaces too (RFC 7208 §7.2, §6.2).</summary>
internal enum MacroUse
{
    Domain,
    Explanation,
}

/// <summary>Text with <c>%{…}</c> in it (RFC 7208 §7).</summary>
internal sealed class MacroString
{
    private static readonly SearchValues<char> Delimiters = SearchValues.Create(".-+,/_=");

    // RFC 1035 §2.3.4 in text, without the final dot.
    private const int MaxName = 253;

    private readonly List<Part> _parts = [];

    /// <summary>Whether the name of the client has to be looked up first.</summary>
    public bool NeedsClientName => _parts.Exists(part => part.Letter == 'p');

    /// <summary>The text when it has no macros, so is the same for every sender; else null.</summary>
    public string? Fixed => _parts is [{ Letter: Part.Literal } only] ? only.Text.TrimEnd('.') : null;

    /// <exception cref="SpfSyntaxException">A macro is not well formed.</exception>
    public static MacroString Parse(string text, MacroUse use)
    {
        var parsed = new MacroString();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                // macro-literal is visible ASCII; explain-string adds the space.
                literal.Append(text[i] is > ' ' and <= '~' || (text[i] == ' ' && use == MacroUse.Explanation) ? text[i] : throw Wrong(text));
                continue;
            }

            var macro = Macro(text, ref i, use);
            parsed.AddLiteral(literal);
            parsed._parts.Add(macro);
        }

        parsed.AddLiteral(literal);
        return parsed;
    }

    /// <summary>domain-spec: it ends in a macro or in a top-level label (RFC 7208 §7.1).</summary>
    /// <exception cref="SpfSyntaxException">It does not, or is empty.</exception>
    public static MacroString ParseDomain(string text)
    {
        var parsed = Parse(text, MacroUse.Domain);
        var end = parsed._parts.Count == 0 ? throw Wrong(text) : parsed._parts[^1];
        return end.Letter != Part.Literal || EndsInTopLabel(end.Text) ? parsed : throw Wrong(text);
    }

    public string Expand(MacroValues values)
    {
        var expanded = new StringBuilder();
        foreach (var part in _parts)
        {
            expanded.Append(part.Letter is Part.Literal or Part.Escape ? part.Text : part.Transform(values.Of(part.Letter)));
        }

        return expanded.ToString();
    }

    /// <summary>A name for the DNS: what is too long loses labels from the left (RFC 7208 §7.3).</summary>
    public string ExpandDomain(MacroValues values)
    {
        var name = Expand(values).TrimEnd('.');
        if (name.Length <= MaxName)
        {
            return name;
        }

        // In one cut: a record of thousands of macros would otherwise be copied once for each label.
        var dot = name.IndexOf('.', name.Length - MaxName - 1);
        return name[((dot < 0 ? name.LastIndexOf('.') : dot) + 1)..];
    }

    private void AddLiteral(StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            _parts.Add(new Part(Part.Literal, literal.ToString()));
            literal.Clear();
        }
    }

    private static Part Macro(string text, ref int i, MacroUse use)
    {
        var next = i + 1 < text.Length ? text[i + 1] : '\0';
        if (next is '%' or '_' or '-')
        {
            i++;
            return new Part(Part.Escape, next switch { '%' => "%", '_' => " ", _ => "%20" });
        }

        var end = next == '{' ? text.IndexOf('}', i) : -1;
        if (end < i + 3)
        {
            throw Wrong(text);
        }

        var part = Letter(text, text.AsSpan()[(i + 2)..end], use);
        i = end;
        return part;
    }

    private static Part Letter(string text, ReadOnlySpan<char> body, MacroUse use)
    {
        var letter = char.ToLowerInvariant(body[0]);
        if (!(use == MacroUse.Explanation ? "slodiphcrtv" : "slodiphv").Contains(letter, StringComparison.Ordinal))
        {
            throw Wrong(text);
        }

        var rest = body[1..];
        var digits = rest.IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? end : rest.Length;
        var keep = int.MaxValue;
        // RFC 7208 §7.1: the number of labels is not zero; more than there are means all, however many digits it has.
        if (digits > 0 && rest[..digits].IndexOfAnyExcept('0') < 0)
        {
            throw Wrong(text);
        }

        if (digits > 0 && !int.TryParse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out keep))
        {
            keep = int.MaxValue;
        }

        rest = rest[digits..];
        var isReversed = rest is ['r' or 'R', ..];
        rest = isReversed ? rest[1..] : rest;
        return rest.IndexOfAnyExcept(Delimiters) >= 0
            ? throw Wrong(text)
            : new Part(letter, rest.ToString()) { Keep = keep, IsReversed = isReversed, IsEscaped = char.IsAsciiLetterUpper(body[0]) };
    }

    /// <summary><c>"." toplabel [ "." ]</c>: letters, digits and inner hyphens, not digits alone.</summary>
    private static bool EndsInTopLabel(string literal)
    {
        var name = literal.EndsWith('.') ? literal[..^1] : literal;
        var dot = name.LastIndexOf('.');
        var label = name[(dot + 1)..];
        return dot >= 0 && label.Length > 0 && label[0] != '-' && label[^1] != '-'
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && !label.All(char.IsAsciiDigit);
    }

    private static SpfSyntaxException Wrong(string text) => new($"\"{text}\" is no domain or macro of RFC 7208 §7.");

    /// <param name="Letter">Of the macro, or one of the two below.</param>
    /// <param name="Text">Of a literal; the delimiters of a macro.</param>
    private sealed record Part(char Letter, string Text)
    {
        public const char Literal = '=';

        public const char Escape = '%';

        public int Keep { get; init; } = int.MaxValue;

        public bool IsReversed { get; init; }

        public bool IsEscaped { get; init; }

        /// <summary>Split, reverse, keep the right-hand ones, join by dots, percent-encode: RFC 7208 §7.3.</summary>
        public string Transform(string value)
        {
            if (Keep < int.MaxValue || IsReversed || Text.Length > 0)
            {
                var labels = value.Split(Text.Length == 0 ? ['.'] : Text.ToCharArray());
                if (IsReversed)
                {
                    Array.Reverse(labels);
                }

                value = string.Join('.', labels.TakeLast(Keep));
            }

            // Uri leaves exactly the unreserved characters of RFC 3986 §2.3 as they are.
            return IsEscaped ? Uri.EscapeDataString(value) : value;
        }
    }
}

using System.Globalization;

namespace Moderation.Rules.Sight;

/// <summary>Reads selectors. One that cannot be read is left out, the others of its list are kept.</summary>
internal ref struct SelectorParser
{
    private const int MostCompounds = 48;

    private readonly ReadOnlySpan<char> _text;
    private readonly int _nested;
    private int _at;

    private SelectorParser(ReadOnlySpan<char> text, int nested)
    {
        _text = text;
        _nested = nested;
    }

    /// <exception cref="BeyondSightException">A selector is longer than anybody writes one.</exception>
    public static List<Selector> List(ReadOnlySpan<char> text, int nested = 0)
    {
        var list = new List<Selector>();
        for (var from = 0; from < text.Length;)
        {
            var end = CssScan.Find(text, from, ",");
            if (new SelectorParser(text[from..end].Trim(), nested).Whole() is { } selector)
            {
                list.Add(selector);
            }

            from = end + 1;
        }

        return list;
    }

    private Selector? Whole()
    {
        var compounds = new List<Compound>();
        var combinators = new List<Combinator>();
        while (ReadCompound() is { } compound)
        {
            compounds.Add(compound);
            if (compounds.Count > MostCompounds)
            {
                throw new BeyondSightException($"a selector of its style sheets has more than {MostCompounds} parts");
            }

            if (_at == _text.Length)
            {
                compounds.Reverse();
                combinators.Reverse();
                return new Selector(compounds, combinators);
            }

            if (Joined() is not { } combinator)
            {
                return null;
            }

            combinators.Add(combinator);
        }

        return null;
    }

    private Combinator? Joined()
    {
        var isSpaced = Space();
        if (_at == _text.Length)
        {
            return null;
        }

        Combinator? sign = _text[_at] switch { '>' => Combinator.Child, '+' => Combinator.Next, '~' => Combinator.Later, _ => null };
        if (sign is null)
        {
            return isSpaced ? Combinator.Descendant : null;
        }

        _at++;
        Space();
        return sign;
    }

    private Compound? ReadCompound()
    {
        var from = _at;
        var type = ReadType();
        List<string>? ids = null, classes = null;
        List<ICondition>? conditions = null;
        while (_at < _text.Length && _text[_at] is '#' or '.' or '[' or ':')
        {
            switch (_text[_at++])
            {
                case '#':
                    (ids ??= []).Add(Name());
                    break;
                case '.':
                    (classes ??= []).Add(Name());
                    break;
                case '[' when ReadAttribute() is { } attribute:
                    (conditions ??= []).Add(attribute);
                    break;
                case ':':
                    (conditions ??= []).Add(ReadPseudo());
                    break;
                default:
                    return null;
            }
        }

        var isEmpty = ids?.Contains("") == true || classes?.Contains("") == true;
        return _at == from || isEmpty ? null : new Compound(type, ids ?? [], classes ?? [], conditions ?? []);
    }

    // Null for any. A namespace before the name is none that mails have.
    private string? ReadType()
    {
        string? type = null;
        while (_at < _text.Length)
        {
            if (_text[_at] is '*' or '|')
            {
                _at++;
                type = null;
            }
            else if (Name() is { Length: > 0 } name)
            {
                type = name.ToLowerInvariant();
            }
            else
            {
                break;
            }
        }

        return type;
    }

    private string Name()
    {
        var from = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '_' or '\\' or > '\x7f'))
        {
            if (_text[_at++] == '\\')
            {
                // \31 23: up to six digits, and one space that ends them.
                var digits = 0;
                while (digits < 6 && _at < _text.Length && char.IsAsciiHexDigit(_text[_at]))
                {
                    (_at, digits) = (_at + 1, digits + 1);
                }

                _at += _at < _text.Length && (digits == 0 || _text[_at] == ' ') ? 1 : 0;
            }
        }

        return CssScan.Unescape(_text[from.._at]);
    }

    private AttributeCondition? ReadAttribute()
    {
        var end = CssScan.Find(_text, _at, "]");
        var inside = _text[_at..end];
        _at = Math.Min(end + 1, _text.Length);
        var equals = inside.IndexOf('=');
        if (equals < 0)
        {
            return inside.Trim() is { Length: > 0 } bare ? new AttributeCondition(CssScan.Unescape(bare).ToLowerInvariant(), '\0', "", false) : null;
        }

        var sign = equals > 0 && "~|^$*".Contains(inside[equals - 1], StringComparison.Ordinal) ? inside[equals - 1] : '=';
        var name = CssScan.Unescape(inside[..(sign == '=' ? equals : equals - 1)].Trim()).ToLowerInvariant();
        var value = inside[(equals + 1)..].Trim();
        var anyCase = value is [.., ' ' or '"' or '\'', 'i' or 'I'];
        value = anyCase ? value[..^1].TrimEnd() : value;
        value = value is ['"', .., '"'] or ['\'', .., '\''] && value.Length > 1 ? value[1..^1] : value;
        return name.Length == 0 ? null : new AttributeCondition(name, sign, CssScan.Unescape(value), anyCase || IsOfAnyCase(name));
    }

    // HTML §15.3.1 "case-insensitive values", those that mails have.
    private static bool IsOfAnyCase(string name) =>
        name is "align" or "bgcolor" or "color" or "dir" or "face" or "hidden" or "lang" or "link" or "media" or "rel" or "target" or "text" or "type" or "valign";

    private ICondition ReadPseudo()
    {
        var isElement = _at < _text.Length && _text[_at] == ':';
        _at += isElement ? 1 : 0;
        var name = Name().ToLowerInvariant();
        ReadOnlySpan<char> inside = "";
        if (_at < _text.Length && _text[_at] == '(')
        {
            var end = CssScan.Find(_text, _at + 1, ")");
            inside = _text[(_at + 1)..end].Trim();
            _at = Math.Min(end + 1, _text.Length);
        }

        return isElement ? new NeverCondition() : PseudoClass.Of(name, inside, _nested);
    }

    private bool Space()
    {
        var from = _at;
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
        {
            _at++;
        }

        return _at > from;
    }
}

internal static class PseudoClass
{
    private const int MostNested = 4;

    public static ICondition Of(string name, ReadOnlySpan<char> inside, int nested) => name switch
    {
        "root" or "scope" => new PlainCondition(element => element.ParentElement is null),
        "link" or "any-link" or "-webkit-any-link" => new PlainCondition(element => element.LocalName is "a" or "area" && element.HasAttribute("href")),
        "empty" => new PlainCondition(element => !element.HasChildNodes),
        "checked" => new PlainCondition(element => element.HasAttribute("checked") || element.HasAttribute("selected")),
        "disabled" => new PlainCondition(element => element.HasAttribute("disabled")),
        "enabled" => new PlainCondition(element => element.LocalName is "input" or "button" or "select" or "textarea" && !element.HasAttribute("disabled")),
        "defined" => new PlainCondition(_ => true),
        "first-child" => new PositionCondition(0, 1, false, false),
        "last-child" => new PositionCondition(0, 1, true, false),
        "first-of-type" => new PositionCondition(0, 1, false, true),
        "last-of-type" => new PositionCondition(0, 1, true, true),
        "only-child" => Both(false),
        "only-of-type" => Both(true),
        "nth-child" => Nth(inside, false, false),
        "nth-last-child" => Nth(inside, true, false),
        "nth-of-type" => Nth(inside, false, true),
        "nth-last-of-type" => Nth(inside, true, true),
        "not" => new ListCondition(Inner(inside, nested), IsNot: true, IsWeightless: false),
        "is" or "matches" or "-webkit-any" or "-moz-any" => new ListCondition(Inner(inside, nested), IsNot: false, IsWeightless: false),
        "where" => new ListCondition(Inner(inside, nested), IsNot: false, IsWeightless: true),
        "has" when inside is ['>', ..] => new HasCondition(Inner(inside[1..], nested), IsChild: true),
        "has" => new HasCondition(Inner(inside, nested), IsChild: false),
        _ => new NeverCondition(),
    };

    private static ListCondition Both(bool isOfType)
    {
        // Neither not the first nor not the last.
        Selector Not(bool fromEnd) => new([new Compound(null, [], [], [new ListCondition([One(fromEnd, isOfType)], IsNot: true, IsWeightless: false)])], []);
        return new ListCondition([Not(false), Not(true)], IsNot: true, IsWeightless: false);
    }

    private static Selector One(bool fromEnd, bool isOfType) => new([new Compound(null, [], [], [new PositionCondition(0, 1, fromEnd, isOfType)])], []);

    private static List<Selector> Inner(ReadOnlySpan<char> inside, int nested) =>
        nested < MostNested ? SelectorParser.List(inside, nested + 1) : throw new BeyondSightException("the selectors of its style sheets are nested too deep");

    // CSS Syntax §6: odd, even, 3, 2n+1, -n+3. "of S" is in no mail.
    private static ICondition Nth(ReadOnlySpan<char> inside, bool isFromEnd, bool isOfType)
    {
        var formula = string.Concat(inside.ToString().ToLowerInvariant().Split(' ', StringSplitOptions.RemoveEmptyEntries));
        formula = formula switch { "odd" => "2n+1", "even" => "2n", _ => formula };
        var n = formula.IndexOf('n', StringComparison.Ordinal);
        var step = n < 0 ? "0" : formula[..n] switch { "" or "+" => "1", "-" => "-1", var digits => digits };
        var start = n < 0 ? formula : n + 1 == formula.Length ? "0" : formula[(n + 1)..];
        return int.TryParse(step, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a) && int.TryParse(start, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var b)
            ? new PositionCondition(a, b, isFromEnd, isOfType)
            : new NeverCondition();
    }
}

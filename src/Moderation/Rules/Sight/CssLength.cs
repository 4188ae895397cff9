using System.Globalization;

namespace Moderation.Rules.Sight;

/// <param name="Em">px of the font size.</param>
/// <param name="Hundred">px of which a percentage is a part.</param>
/// <param name="View">The screen, for vw and vh.</param>
internal readonly record struct LengthBase(double Em, double Hundred, View View);

/// <summary>Lengths in px, of every unit, and of calc(), min(), max() and clamp().</summary>
internal static class CssLength
{
    private const int MostNested = 12;

    /// <returns>Null for keywords and what is no length.</returns>
    public static double? Px(string? text, LengthBase of)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 400)
        {
            return null;
        }

        return char.IsAsciiLetter(text[0]) || text[0] == '-' && text.Contains('(', StringComparison.Ordinal)
            ? new Expression(text, of).Whole()
            : Dimension(text, of);
    }

    /// <summary>A bare number, or a percentage as a fraction.</summary>
    public static double? Number(string? text) =>
        text is not null && double.TryParse(text.EndsWith('%') ? text.AsSpan(0, text.Length - 1) : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? text.EndsWith('%') ? number / 100 : number
            : null;

    private static double? Dimension(ReadOnlySpan<char> text, LengthBase of)
    {
        var end = text.Length;
        while (end > 0 && (char.IsAsciiLetter(text[end - 1]) || text[end - 1] == '%'))
        {
            end--;
        }

        // 1e3px: the letter belongs to the number, as "e" alone is no unit.
        if (!double.TryParse(text[..end], NumberStyles.Float & ~NumberStyles.AllowLeadingWhite & ~NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
            || !double.IsFinite(number))
        {
            return null;
        }

        return Unit(text[end..], of) * number;
    }

    private static double? Unit(ReadOnlySpan<char> unit, LengthBase of) => unit switch
    {
        "px" or "" => 1,
        "%" => of.Hundred / 100,
        "em" => of.Em,
        "rem" => 16,
        "pt" => 4.0 / 3,
        "ex" or "ch" => of.Em / 2,
        "lh" or "rlh" => of.Em * 1.2,
        "pc" => 16,
        "in" => 96,
        "cm" => 96 / 2.54,
        "mm" => 9.6 / 2.54,
        "q" => 2.4 / 2.54,
        "vw" or "svw" or "lvw" or "dvw" or "vi" or "cqw" or "cqi" => of.View.Width / 100,
        "vh" or "svh" or "lvh" or "dvh" or "vb" or "cqh" or "cqb" => of.View.Height / 100,
        "vmin" or "cqmin" => Math.Min(of.View.Width, of.View.Height) / 100,
        "vmax" or "cqmax" => Math.Max(of.View.Width, of.View.Height) / 100,
        _ => null,
    };

    private ref struct Expression(ReadOnlySpan<char> text, LengthBase of)
    {
        private readonly ReadOnlySpan<char> _text = text;
        private readonly LengthBase _of = of;
        private int _at = 0;
        private int _nested = 0;

        public double? Whole()
        {
            var value = Term();
            Space();
            return _at == _text.Length && value is { } found && double.IsFinite(found) ? found : null;
        }

        private double? Sum()
        {
            var value = Product();
            for (Space(); _at < _text.Length && _text[_at] is '+' or '-'; Space())
            {
                var sign = _text[_at++] == '+' ? 1 : -1;
                value += sign * Product();
            }

            return value;
        }

        private double? Product()
        {
            var value = Term();
            for (Space(); _at < _text.Length && _text[_at] is '*' or '/'; Space())
            {
                var isTimes = _text[_at++] == '*';
                var by = Term();
                value = isTimes ? value * by : value / by;
            }

            return value;
        }

        private double? Term()
        {
            Space();
            var from = _at;
            _at += _at < _text.Length && _text[_at] is '-' or '+' ? 1 : 0;
            while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '.' or '%' or '-' && char.IsAsciiLetter(_text[_at - 1])))
            {
                _at++;
            }

            var word = _text[from.._at];
            if (_at == _text.Length || _text[_at] != '(')
            {
                return Dimension(word, _of);
            }

            if (++_nested > MostNested)
            {
                return null;
            }

            _at++;
            var value = Function(word);
            _nested--;
            Space();
            var closes = _at == _text.Length || _text[_at] == ')';
            _at += _at < _text.Length ? 1 : 0;
            return closes ? value : null;
        }

        private double? Function(ReadOnlySpan<char> name)
        {
            var first = Sum();
            double? second = null, third = null;
            while (Comma())
            {
                var next = Sum();
                switch (name)
                {
                    case "min":
                        first = Lesser(first, next);
                        break;
                    case "max":
                        first = Greater(first, next);
                        break;
                    default:
                        (second, third) = second is null ? (next, third) : (second, next);
                        break;
                }
            }

            return name switch
            {
                "" or "calc" or "-webkit-calc" or "-moz-calc" or "min" or "max" => first,
                "-" or "-calc" => -first,
                "abs" => first is { } value ? Math.Abs(value) : null,
                "clamp" => Greater(first, Lesser(second, third)),
                _ => null,
            };
        }

        private static double? Lesser(double? a, double? b) => a is { } x && b is { } y ? Math.Min(x, y) : null;

        private static double? Greater(double? a, double? b) => a is { } x && b is { } y ? Math.Max(x, y) : null;

        private bool Comma()
        {
            Space();
            var isOne = _at < _text.Length && _text[_at] == ',';
            _at += isOne ? 1 : 0;
            return isOne;
        }

        private void Space()
        {
            while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
        }
    }
}

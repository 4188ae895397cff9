using System.Buffers;

namespace Moderation.Rules;

/// <summary>
/// Reads the tags of a source as a tokenizer does (WHATWG HTML §13.2.5), as long as they alone decide how it is read. To be told of
/// each token by the parser costs a quarter of the parse. Where its state would matter (scripts, SVG, select, CDATA, ends that are
/// missing) nothing is guessed: then the parser has to tell.
/// </summary>
internal static class PlainTags
{
    // Far below what is refused, so that the parser itself counts what comes near.
    private const int MostWork = 100_000;

    private const int LongestName = 64;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create(" \t\n\f/>");
    private static readonly SearchValues<char> AttributeEnds = SearchValues.Create(" \t\n\f/>=");
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create(" \t\n\f>");

    /// <returns>False when only the parser can tell; what the watch was told is then worth nothing.</returns>
    public static bool TryRead(string source, TagWatch watch) => !source.Contains('\0', StringComparison.Ordinal) && new Reader(source, watch).TryRead();

    private ref struct Reader(string source, TagWatch watch)
    {
        private int _at;
        private int _line = 1;
        private int _counted;

        public bool TryRead()
        {
            while (source.AsSpan(_at).IndexOf('<') is >= 0 and var next)
            {
                if (next > 0)
                {
                    watch.Other();
                }

                _at += next;
                if (!TryReadMarkup() || watch.Work > MostWork)
                {
                    return false;
                }
            }

            return true;
        }

        private bool TryReadMarkup()
        {
            var rest = source.AsSpan(_at);
            return rest switch
            {
                ['<', '!', '-', '-', ..] => TryReadComment(),
                ['<', '!', ..] => rest[2..].StartsWith("doctype", StringComparison.OrdinalIgnoreCase) && TrySkipTo('>'),
                ['<', '/', ..] => rest.Length > 2 && char.IsAsciiLetter(rest[2]) && TryReadTag(2),
                ['<', '?', ..] => false,
                ['<', var first, ..] when char.IsAsciiLetter(first) => TryReadTag(1),
                _ => SkipOne(),
            };
        }

        // A bracket that opens nothing is text.
        private bool SkipOne()
        {
            _at++;
            return true;
        }

        private bool TrySkipTo(char end)
        {
            var next = source.AsSpan(_at).IndexOf(end);
            _at += next + 1;
            return next >= 0;
        }

        private bool TryReadComment()
        {
            var inside = source.AsSpan(_at + 4);
            var end = inside.IndexOf("-->", StringComparison.Ordinal);
            if (end < 0 || inside is ['>', ..] or ['-', '>', ..] || inside[..end].Contains("--!>", StringComparison.Ordinal))
            {
                return false;
            }

            watch.Comment(new SourceComment(inside[..end].ToString(), _at, LineHere()));
            _at += 4 + end + 3;
            return true;
        }

        private bool TryReadTag(int nameAt)
        {
            var (open, line) = (_at, LineHere());
            var name = source.AsSpan(_at + nameAt);
            var end = name.IndexOfAny(NameEnds);
            if (end is < 0 or > LongestName)
            {
                return false;
            }

            _at += nameAt + end;
            if (!TryReadAttributes(out var isSelfClosing))
            {
                return false;
            }

            var tag = TagName.Of(name[..end]);
            if (nameAt == 2)
            {
                watch.Closed(tag, open, line);
                return !tag.Is(TagKinds.DecidesState);
            }

            watch.Opened(tag, isSelfClosing, open, line);
            return !tag.Is(TagKinds.DecidesState) && (!tag.Is(TagKinds.Text) || TrySkipText(tag.Text));
        }

        // From behind the name to behind the bracket.
        private bool TryReadAttributes(out bool isSelfClosing) => TrySkipQuoted(out isSelfClosing) || TryReadEach(out isSelfClosing);

        // What nearly every tag is: name="value", as often as it likes. For anything else the place is left as it was.
        private bool TrySkipQuoted(out bool isSelfClosing)
        {
            var at = _at;
            while (true)
            {
                var rest = source.AsSpan(at);
                var next = rest.IndexOfAny('>', '"', '\'');
                var before = next < 0 ? [] : rest[..next];
                var equals = before.IndexOf('=');
                if (next >= 0 && rest[next] == '>' && equals < 0)
                {
                    isSelfClosing = before is [.., '/'];
                    _at = at + next + 1;
                    return true;
                }

                var end = next < 0 || rest[next] == '>' || equals < 1 || equals != next - 1 || !char.IsAsciiLetterOrDigit(before[^2]) ? -1 : rest[(next + 1)..].IndexOf(rest[next]);
                if (end < 0)
                {
                    isSelfClosing = false;
                    return false;
                }

                at += next + end + 2;
            }
        }

        private bool TryReadEach(out bool isSelfClosing)
        {
            isSelfClosing = false;
            while (TrySkipSpace())
            {
                switch (source[_at])
                {
                    case '>':
                        _at++;
                        return true;
                    case '/':
                        _at++;
                        isSelfClosing = _at < source.Length && source[_at] == '>';
                        break;
                    default:
                        if (!TryReadAttribute())
                        {
                            return false;
                        }

                        break;
                }
            }

            return false;
        }

        private bool TryReadAttribute()
        {
            // Even an equals sign begins a name.
            var end = source.AsSpan(_at + 1).IndexOfAny(AttributeEnds);
            _at += 1 + end;
            if (end < 0 || !TrySkipSpace() || source[_at] != '=')
            {
                return end >= 0;
            }

            _at++;
            if (!TrySkipSpace())
            {
                return false;
            }

            if (source[_at] is '"' or '\'')
            {
                var quote = source[_at++];
                return TrySkipTo(quote);
            }

            // Without quotes; nothing at all when the tag ends here.
            var length = source.AsSpan(_at).IndexOfAny(ValueEnds);
            _at += length;
            return length >= 0;
        }

        private bool TrySkipSpace()
        {
            while (_at < source.Length && source[_at] is ' ' or '\t' or '\n' or '\f')
            {
                _at++;
            }

            return _at < source.Length;
        }

        // Up to the end tag of the same name: in between nothing is a tag.
        private bool TrySkipText(string name)
        {
            for (var from = _at; source.AsSpan(from).IndexOf("</", StringComparison.Ordinal) is >= 0 and var next; from += next + 2)
            {
                var after = source.AsSpan(from + next + 2);
                if (after.Length > name.Length && after.StartsWith(name, StringComparison.OrdinalIgnoreCase) && NameEnds.Contains(after[name.Length]))
                {
                    if (from + next > _at)
                    {
                        watch.Other();
                    }

                    _at = from + next;
                    return true;
                }
            }

            return false;
        }

        private int LineHere()
        {
            _line += source.AsSpan(_counted, _at - _counted).Count('\n');
            _counted = _at;
            return _line;
        }
    }
}

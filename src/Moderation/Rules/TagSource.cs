namespace Moderation.Rules;

/// <summary>Finds the end of an opening tag as the tokenizer does (WHATWG HTML §13.2.5): a &gt; inside a quoted value does not end it.</summary>
internal static class TagSource
{
    /// <summary>The tag that opens at an offset, brackets included; empty when none does.</summary>
    public static string At(string source, int start)
    {
        if (start < 0 || start >= source.Length || source[start] != '<')
        {
            return "";
        }

        for (var i = start + 1; i < source.Length; i++)
        {
            switch (source[i])
            {
                case '>':
                    return source[start..(i + 1)];
                // A quote opens a value only right after the equals sign; elsewhere it is part of a name.
                case '=':
                    i = Value(source, i + 1) - 1;
                    break;
            }
        }

        return source[start..];
    }

    /// <summary>Where the value of an attribute stands in an opening tag, without its quotes; null when the tag has none. Of two the first counts.</summary>
    public static (int At, int Length)? ValueOf(string tag, string name)
    {
        for (var i = NameEnd(tag, 1); i < tag.Length && tag[i] != '>';)
        {
            if (tag[i] is ' ' or '\t' or '\n' or '\f' or '/')
            {
                i++;
                continue;
            }

            var start = i;
            // Even an equals sign begins a name.
            i = NameEnd(tag, i + 1, '=');
            var isWanted = tag.AsSpan(start, i - start).Equals(name, StringComparison.OrdinalIgnoreCase);
            i = SkipSpace(tag, i);
            if (i >= tag.Length || tag[i] != '=')
            {
                if (isWanted)
                {
                    return null;
                }

                continue;
            }

            var value = SkipSpace(tag, i + 1);
            var end = Value(tag, i + 1);
            if (isWanted)
            {
                return value < tag.Length && tag[value] is '"' or '\'' ? (value + 1, end - value - 2) : (value, end - value);
            }

            i = end;
        }

        return null;
    }

    private static int NameEnd(string tag, int i, char or = '>')
    {
        while (i < tag.Length && tag[i] != or && tag[i] is not (' ' or '\t' or '\n' or '\f' or '/' or '>'))
        {
            i++;
        }

        return i;
    }

    private static int SkipSpace(string tag, int i)
    {
        while (i < tag.Length && tag[i] is ' ' or '\t' or '\n' or '\f')
        {
            i++;
        }

        return i;
    }

    // The offset after the value that begins at `i`, whitespace in front of it allowed.
    private static int Value(string source, int i)
    {
        while (i < source.Length && source[i] is ' ' or '\t' or '\n' or '\f')
        {
            i++;
        }

        if (i < source.Length && source[i] is '"' or '\'')
        {
            var close = source.IndexOf(source[i], i + 1);
            return close < 0 ? source.Length : close + 1;
        }

        while (i < source.Length && source[i] is not (' ' or '\t' or '\n' or '\f' or '>'))
        {
            i++;
        }

        return i;
    }
}

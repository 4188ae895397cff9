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

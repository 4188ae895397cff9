namespace Moderation.Rules;

/// <summary>Names as they are compared: nothing but words, so that one name can be looked for within another.</summary>
internal static class PlainName
{
    private const int Short = 256;

    /// <summary>The folded words, with one space before, between and behind: " anna from lighthouse ". Two spaces when there are none.</summary>
    public static string Of(string name)
    {
        var folded = Folding.Of(name);
        var plain = folded.Length + 2 <= Short ? stackalloc char[Short] : new char[folded.Length + 2];
        plain[0] = ' ';
        var length = 1;
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c))
            {
                plain[length++] = c;
            }
            else if (plain[length - 1] != ' ')
            {
                plain[length++] = ' ';
            }
        }

        if (length == 1 || plain[length - 1] != ' ')
        {
            plain[length++] = ' ';
        }

        return new string(plain[..length]);
    }
}

using System.Globalization;

namespace Moderation.Accounts;

/// <summary>
/// Under which names the public can register domains, after the rules of publicsuffix.org, with its private section:
/// what most receivers take for the organisational domain.
/// </summary>
public sealed class PublicSuffixList
{
    private static readonly Lazy<PublicSuffixList> BuiltIn = new(ReadBuiltIn);

    private static readonly IdnMapping Idn = new() { AllowUnassigned = true };

    private readonly Dictionary<string, Rule> _rules = new(StringComparer.OrdinalIgnoreCase);

    [Flags]
    private enum Rule
    {
        Name = 1,

        /// <summary><c>*.name</c>.</summary>
        Wildcard = 2,

        /// <summary><c>!name</c>.</summary>
        Exception = 4,
    }

    /// <summary>The list that was current when this was built.</summary>
    public static PublicSuffixList Default => BuiltIn.Value;

    /// <summary>Reads a newer list, in the format of <c>public_suffix_list.dat</c>.</summary>
    public static PublicSuffixList Parse(TextReader reader)
    {
        var list = new PublicSuffixList();
        while (reader.ReadLine() is { } line)
        {
            // Only what stands before the first white space counts.
            var rule = line.AsSpan().Trim();
            rule = rule.IndexOfAny(' ', '\t') is >= 0 and var end ? rule[..end] : rule;
            if (rule.IsEmpty || rule.StartsWith("//"))
            {
                continue;
            }

            var (kind, name) = rule switch
            {
                ['!', ..] => (Rule.Exception, rule[1..].ToString()),
                ['*', '.', ..] => (Rule.Wildcard, rule[2..].ToString()),
                _ => (Rule.Name, rule.ToString()),
            };
            name = Ascii(name);
            list._rules[name] = list._rules.GetValueOrDefault(name) | kind;
        }

        return list;
    }

    /// <summary>The public suffix with the one label before it.</summary>
    /// <param name="domain">A-labels or U-labels, with or without the final dot.</param>
    /// <returns>In lower case, in the labels of the question; null for a public suffix itself and for what is no name.</returns>
    public string? RegistrableDomain(string domain)
    {
        var labels = domain.TrimEnd('.').ToLowerInvariant().Split('.');
        if (labels.Length > 127 || Array.Exists(labels, label => label.Length == 0))
        {
            return null;
        }

        var suffix = SuffixLength(Array.ConvertAll(labels, Ascii));
        return labels.Length > suffix ? string.Join('.', labels[^(suffix + 1)..]) : null;
    }

    /// <summary>Whether the list knows this very name: a top-level domain, or a suffix below one.</summary>
    public bool HasRule(string name) => _rules.ContainsKey(name);

    /// <returns>Labels of the public suffix: the longest rule wins, an exception beats all, without any it is one label.</returns>
    private int SuffixLength(string[] labels)
    {
        var longest = 1;
        for (var length = 1; length <= labels.Length; length++)
        {
            var rule = _rules.GetValueOrDefault(string.Join('.', labels[^length..]));
            if (rule.HasFlag(Rule.Exception))
            {
                return length - 1;
            }

            longest = rule.HasFlag(Rule.Name) ? length : longest;
            longest = rule.HasFlag(Rule.Wildcard) && labels.Length > length ? length + 1 : longest;
        }

        return longest;
    }

    private static string Ascii(string name)
    {
        if (name.All(char.IsAscii))
        {
            return name;
        }

        try
        {
            return Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            // No name of the DNS, so no rule is about it.
            return name;
        }
    }

    private static PublicSuffixList ReadBuiltIn()
    {
        using var reader = new StreamReader(typeof(PublicSuffixList).Assembly.GetManifestResourceStream("public_suffix_list.dat")!);
        return Parse(reader);
    }
}

namespace Moderation.Mail.Dmarc;

/// <summary>The values of a record by the table of RFC 9989 §4.8, with what is wrong in them.</summary>
internal sealed class DmarcTags(Dictionary<string, string> tags, List<string> problems)
{
    private static readonly string[] Known = ["p", "sp", "np", "psd", "t", "adkim", "aspf", "rua", "ruf", "fo"];

    /// <summary>In RFC 7489, gone in RFC 9989.</summary>
    private static readonly string[] Gone = ["pct", "rf", "ri"];

    public bool HasWrongPolicy { get; private set; }

    public DmarcPolicy? Policy(string name)
    {
        if (!tags.TryGetValue(name, out var value))
        {
            return null;
        }

        switch (value.ToLowerInvariant())
        {
            case "none":
                return DmarcPolicy.None;
            case "quarantine":
                return DmarcPolicy.Quarantine;
            case "reject":
                return DmarcPolicy.Reject;
            default:
                HasWrongPolicy = true;
                problems.Add($"{name}={DmarcRecord.Short(value)} is neither none, quarantine nor reject.");
                return null;
        }
    }

    /// <summary>The first value is the default.</summary>
    public T OneOf<T>(string name, params (string Word, T Value)[] words)
    {
        if (!tags.TryGetValue(name, out var value))
        {
            return words[0].Value;
        }

        foreach (var (word, meaning) in words)
        {
            if (word.Equals(value, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }

        problems.Add($"{name}={DmarcRecord.Short(value)} is wrong, so {words[0].Word} is taken. It may be {string.Join(" or ", words.Select(w => w.Word))}.");
        return words[0].Value;
    }

    public IReadOnlyList<string> Uris(string name)
    {
        var uris = new List<string>();
        foreach (var item in tags.GetValueOrDefault(name, "").Split(',').Select(item => item.Trim()).Where(item => item.Length > 0))
        {
            // The size after an exclamation mark is obsolete and ignored (RFC 9989 §4.8).
            var uri = item.Split('!')[0];
            if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || (parsed.Scheme == Uri.UriSchemeMailto && !uri.Contains('@', StringComparison.Ordinal)))
            {
                problems.Add($"{name}= names \"{DmarcRecord.Short(item)}\", which is no URI such as mailto:dmarc@example.com.");
                continue;
            }

            if (parsed.Scheme != Uri.UriSchemeMailto)
            {
                problems.Add($"{name}= names \"{DmarcRecord.Short(item)}\"; receivers send reports by mailto: only.");
            }

            uris.Add(uri);
        }

        return uris;
    }

    public IReadOnlyList<string> Finish()
    {
        if (!tags.ContainsKey("p"))
        {
            problems.Add("There is no p=; receivers take it for none, or ignore the record.");
        }

        foreach (var name in tags.Keys)
        {
            if (Gone.Contains(name))
            {
                problems.Add($"{name}= is gone since RFC 9989 and means nothing any more{(name == "pct" ? "; t=y is the way to test" : "")}.");
            }
            else if (!Known.Contains(name) && name != "v")
            {
                problems.Add($"{DmarcRecord.Short(name)}= is a tag that nobody knows.");
            }
        }

        return problems;
    }
}

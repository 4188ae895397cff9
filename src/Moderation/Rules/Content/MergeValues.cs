using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>The values that would be put in for the recipients who look least like people, as far as this mail shows them.</summary>
internal static class MergeValues
{
    private const int LongestValue = 60;
    private const int MostShown = 5;

    // What follows the last dot of an address that somebody typed into a name.
    private static readonly string[] Endings =
        ["com", "net", "org", "info", "biz", "io", "co", "ru", "cn", "xyz", "top", "online", "site", "shop", "club", "link", "click", "live", "vip", "win", "icu", "ly", "tk", "app", "dev", "page", "de", "pl", "uk", "fr", "it", "es", "nl", "pt", "eu", "us", "in", "br"];

    public static IEnumerable<Finding> Check(Submission submission, Inconsistent rule)
    {
        if (submission.Audience is not { } audience)
        {
            yield break;
        }

        var places = Used(submission.Content).ToList();
        if (places is [])
        {
            yield break;
        }

        if (!audience.MergeSamples.TryGet(out var samples))
        {
            yield return Unknown.Because(rule.Info, $"the values that recipients have are not known: {audience.MergeSamples.Why}", places[0].Where);
            yield break;
        }

        foreach (var (placeholder, where) in places.Where(place => place.Placeholder.Default is null).DistinctBy(place => place.Placeholder.Name))
        {
            if (samples.FirstOrDefault(sample => string.IsNullOrWhiteSpace(sample.Values.GetValueOrDefault(placeholder.Name))) is { } empty)
            {
                yield return rule.Report($"{placeholder.Source} is empty for somebody in the audience, and has no default.", where,
                    [new Evidence("placeholder", placeholder.Source), new Evidence("recipient", empty.Recipient)],
                    $"Write {{{{ {placeholder.Name} | default: \"reader\" }}}}.");
            }
        }

        foreach (var (placeholder, where) in places.DistinctBy(place => place.Placeholder.Name))
        {
            var odd = samples
                .Select(sample => (sample.Recipient, Value: sample.Values.GetValueOrDefault(placeholder.Name) ?? ""))
                .Where(sample => sample.Value.Length > LongestValue || HasAddress(sample.Value))
                .ToList();
            if (odd is not [])
            {
                yield return rule.Report($"{placeholder.Source} would put something into the mail that is no name.", where,
                    [new Evidence("placeholder", placeholder.Source), .. odd.Take(MostShown).SelectMany(sample => new[] { new Evidence("recipient", sample.Recipient), new Evidence(HasAddress(sample.Value) ? "has an address" : $"has {sample.Value.Length:N0} characters", Excerpt.Of(sample.Value)) })],
                    "Mend the values of these contacts, or take the placeholder out.");
            }
        }
    }

    // A contact's own mail address is one, and never empty.
    private static IEnumerable<(Placeholder Placeholder, Where Where)> Used(Moderation.Campaigns.Content content)
    {
        (string? Text, Part Part)[] texts = [(content.Subject, Part.Headers), (content.Preheader, Part.Headers), (content.Html, Part.Html), (content.Text, Part.Text)];
        foreach (var (text, part) in texts)
        {
            if (text?.Contains("{{", StringComparison.Ordinal) == true)
            {
                foreach (var placeholder in Template.PlaceholdersIn(text).Where(placeholder => placeholder is { IsKnown: true, Name: PlaceholderNames.FirstName or PlaceholderNames.LastName }))
                {
                    yield return (placeholder, new Where(part, null, part == Part.Headers ? null : 1 + text.AsSpan(0, placeholder.Offset).Count('\n'), placeholder.Source));
                }
            }
        }
    }

    private static bool HasAddress(string value) =>
        value.Contains("://", StringComparison.Ordinal) || value.Contains('@', StringComparison.Ordinal) || value.Contains("www.", StringComparison.OrdinalIgnoreCase)
        || value.Split([' ', '/', ',', ';', '(', ')', '!', '?'], StringSplitOptions.RemoveEmptyEntries).Any(IsHost);

    private static bool IsHost(string word)
    {
        var dot = word.LastIndexOf('.');
        return dot > 0 && char.IsLetterOrDigit(word[dot - 1]) && Endings.Contains(word[(dot + 1)..].ToLowerInvariant(), StringComparer.Ordinal);
    }
}

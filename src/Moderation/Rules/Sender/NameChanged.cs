using Moderation.Campaigns;

namespace Moderation.Rules.Sender;

/// <summary>A From name that recipients of this account do not know.</summary>
public sealed class NameChanged : IRule
{
    private const int MostShown = 5;

    public RuleInfo Info { get; } = new(
        "sender.name-changed",
        "Another From name than before",
        "Readers know you by your name. A name that they have not seen from you looks like somebody else.",
        "Keep the name that your readers know, or add it: \"Anna from Lighthouse\".",
        Severity.Advise,
        Needs.Account,
        "Common practice.")
    {
        Examples = [new("\"Great Offers\" after ten mails from \"Lighthouse\"", "\"Anna from Lighthouse\"")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.History is not { } history || !history.KnownFromNames.TryGet(out var known) || known is [])
        {
            yield break;
        }

        var name = submission.Content.FromName;
        var plain = PlainName.Of(name);
        if (!known.Any(other => Shares(plain, PlainName.Of(other))))
        {
            yield return new Finding(Info.Code, Info.Severity, $"Recipients know this account as \"{Excerpt.Of(known[0])}\", not as \"{Excerpt.Of(name)}\".", new Where(Part.Headers, null, null, Excerpt.Of(name)),
                [new Evidence("From name", Excerpt.Of(name)), .. known.Distinct(StringComparer.Ordinal).Take(MostShown).Select(other => new Evidence("known", Excerpt.Of(other)))], Info.Fix);
        }
    }

    // One within the other is the same sender with a person's name beside it.
    private static bool Shares(string name, string known) =>
        name == known || (name.Length > 2 && known.Contains($" {name} ", StringComparison.Ordinal)) || (known.Length > 2 && name.Contains(known, StringComparison.Ordinal));
}

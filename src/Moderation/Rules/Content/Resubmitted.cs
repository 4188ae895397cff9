using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Content that is the same, or nearly, as what was rejected before.</summary>
public sealed class Resubmitted : IRule
{
    private const int MostShown = 5;

    public RuleInfo Info { get; } = new(
        "content.resubmitted",
        "Like content that was rejected",
        "Content that was rejected stays rejected until what was wrong with it has been mended.",
        "Mend what the rejection named, and say in the note what you changed.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms.")
    {
        Figures = [nameof(Thresholds.Likeness)],
        Examples = [new("A mail that shares 97 % with one that was rejected", "A mail on another subject in the same design")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.History is not { } history)
        {
            yield break;
        }

        if (!history.Rejected.TryGet(out var rejected))
        {
            yield return Unknown.Because(Info, history.Rejected.Why);
            yield break;
        }

        var like = rejected.Where(resemblance => resemblance.Likeness >= thresholds.Likeness).OrderByDescending(resemblance => resemblance.Likeness).ToList();
        if (like is [])
        {
            yield break;
        }

        // Of another account the marketer learns nothing, not even that there is one.
        yield return new Finding(Info.Code, Info.Severity, "This mail is the same as content that was rejected before, or nearly so.", null,
            [.. like.Take(MostShown).SelectMany(Show), new Evidence("limit", $"{thresholds.Likeness:P0}", StaffOnly: true)], Info.Fix);
    }

    private static IEnumerable<Evidence> Show(Resemblance like)
    {
        var other = !like.OfThisAccount;
        yield return new Evidence(other ? "rejected in another account" : "rejected", $"{like.Reference}, {like.At.UtcDateTime:yyyy-MM-dd}", StaffOnly: other);
        yield return new Evidence("likeness", $"{like.Likeness:P0}", StaffOnly: true);
    }
}

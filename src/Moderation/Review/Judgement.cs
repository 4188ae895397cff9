using System.Text.Json.Serialization;
using Moderation.Rules;

namespace Moderation.Review;

/// <summary>The outcome of judging, with everything it rests on. Stored as JSON.</summary>
/// <param name="Verdict">What follows from the findings.</param>
/// <param name="Findings">Weighed by the policy, heaviest first.</param>
/// <param name="NotChecked">Rules that were not run because what they need is not there. They never hold.</param>
/// <param name="PolicyVersion">The policy that weighed.</param>
/// <param name="Drawn">Why a person looks at it whatever was found, a sentence; see <see cref="Draw"/>.</param>
public sealed record Judgement(Verdict Verdict, IReadOnlyList<Finding> Findings, IReadOnlyList<NotChecked> NotChecked, int PolicyVersion, string? Drawn = null);

/// <param name="Rule">The rule's code.</param>
/// <param name="Title">The rule's title.</param>
/// <param name="Why">What is missing, in words for people.</param>
public sealed record NotChecked(string Rule, string Title, string Why);

/// <summary>Lightest first: the order is relied on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Verdict>))]
public enum Verdict
{
    [JsonStringEnumMemberName("cleared")]
    Cleared,

    /// <summary>A project manager decides.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>The marketer must mend it.</summary>
    [JsonStringEnumMemberName("blocked")]
    Blocked,
}

using System.Text.Json.Serialization;

namespace Moderation.Rules;

/// <summary>What a rule found, with what shows it. Stored as JSON with the verdict.</summary>
/// <param name="Rule">The rule's code.</param>
/// <param name="Severity">As the rule weighs it; after judging, as the policy does.</param>
/// <param name="Message">What is wrong, in one or two sentences, with the figures.</param>
/// <param name="Where">The place; null when it is nowhere in particular.</param>
/// <param name="Evidence">Names and values that let the reader check the finding.</param>
/// <param name="Fix">What to do about it.</param>
/// <param name="Unchecked">True when the rule could not find out: the finding says why, and is no proof of anything wrong.</param>
public sealed record Finding(
    string Rule,
    Severity Severity,
    string Message,
    Where? Where,
    IReadOnlyList<Evidence> Evidence,
    string Fix,
    bool Unchecked = false);

/// <param name="Name">A word or two.</param>
/// <param name="Value">What was seen.</param>
/// <param name="StaffOnly">Evidence about others, or that would tell how to slip past: the marketer sees the rule and what to do.</param>
public sealed record Evidence(string Name, string Value, bool StaffOnly = false);

/// <summary>A place in the mail.</summary>
/// <param name="Part">Which part of it.</param>
/// <param name="Element">In HTML the <see cref="ElementPath"/>; for an attachment its position, from 0; else null.</param>
/// <param name="Line">The line in the source of the part, from 1.</param>
/// <param name="Excerpt">The words or the source found there, shortened.</param>
public sealed record Where(Part Part, string? Element = null, int? Line = null, string? Excerpt = null);

[JsonConverter(typeof(JsonStringEnumConverter<Part>))]
public enum Part
{
    [JsonStringEnumMemberName("html")]
    Html,

    [JsonStringEnumMemberName("text")]
    Text,

    [JsonStringEnumMemberName("headers")]
    Headers,

    [JsonStringEnumMemberName("attachment")]
    Attachment,

    [JsonStringEnumMemberName("account")]
    Account,
}

/// <summary>Weights, lightest first: the order is relied on.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Shown; changes nothing.</summary>
    [JsonStringEnumMemberName("advise")]
    Advise,

    /// <summary>A project manager decides.</summary>
    [JsonStringEnumMemberName("hold")]
    Hold,

    /// <summary>The marketer must mend it.</summary>
    [JsonStringEnumMemberName("block")]
    Block,
}

namespace Moderation.Review;

/// <summary>A reason that a reviewer can give beside the rules' findings. Codes are stored: never rename one.</summary>
public sealed record DecisionReason(string Code, string Label, string ForMarketer)
{
    /// <summary>The four points of the project manager's checklist (seed: data consistent, nothing illicit, no traits of spam, fits the business profile).</summary>
    public static readonly IReadOnlyList<DecisionReason> All =
    [
        new("data.inconsistent", "Data not consistent", "Some data in the message does not fit together: names, prices, dates or merge fields."),
        new("content.illicit", "Illicit content", "The message offers or shows something that our anti-spam policy does not allow."),
        new("content.spam-traits", "Traits of spam", "The message has traits that recipients and filters take for spam."),
        new("profile.mismatch", "Does not fit the business profile", "The message does not fit the business that you described in your profile."),
    ];
}

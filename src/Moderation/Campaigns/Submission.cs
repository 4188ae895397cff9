using Moderation.Rules;

namespace Moderation.Campaigns;

/// <summary>
/// What the rules judge: the content and the facts gathered about it, at one moment.
/// The HTML is parsed at most once, whatever number of rules read it. Not safe for concurrent use: judge it on one thread.
/// </summary>
/// <param name="content">What is to be sent.</param>
/// <param name="account">Null when there is no account at all, as in the command line.</param>
/// <param name="volume">Null when there is no account at all.</param>
/// <param name="unsendable">Why no message can be written from this content, a sentence; null when one can, or nobody has tried.</param>
public sealed class Submission(Content content, AccountFacts? account = null, VolumeFacts? volume = null, string? unsendable = null)
{
    private ParsedHtml? _html;

    public Content Content { get; } = content;

    public AccountFacts? Account { get; } = account;

    public VolumeFacts? Volume { get; } = volume;

    public string? Unsendable { get; } = unsendable;

    /// <summary>The HTML part, parsed; null when the mail has none.</summary>
    public ParsedHtml? Html => Content.Html is null ? null : _html ??= ParsedHtml.Parse(Content.Html);
}

/// <summary>What the rules read about the sending account.</summary>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="ProbationLifted">Whether a person has lifted the review of each e-mail of a new account.</param>
/// <param name="CorrectMailings">The names of the correct mass mailings so far, oldest first.</param>
/// <param name="UnderModeration">Set while the account is placed under moderation.</param>
public sealed record AccountFacts(
    DateTimeOffset CreatedAt,
    Fact<bool> ProbationLifted,
    Fact<IReadOnlyList<string>> CorrectMailings,
    UnderModeration? UnderModeration = null);

/// <param name="Since">When the account was placed under moderation.</param>
/// <param name="Why">By whom or by what, and the reason, in words for people.</param>
public sealed record UnderModeration(DateTimeOffset Since, string Why);

/// <summary>What the 3.6 rule reads, all of one moment.</summary>
/// <param name="HandedOver">
/// S: messages handed to a route in the last 7 × 24 hours plus those reserved by other released campaigns.
/// This mailing is never in it.
/// </param>
/// <param name="OptInContacts">N: distinct addresses opted-in and mailable now.</param>
/// <param name="Recipients">Recipients of this mailing.</param>
/// <param name="Leaving">When parts of S fall out of the seven days, in any order; what is only reserved is not in it.</param>
/// <param name="ApprovedExcess">
/// The messages beyond the limit that a project manager saw when approving this mailing (the finding's evidence "excess");
/// null when nobody has approved it.
/// </param>
public sealed record VolumeFacts(
    Fact<long> HandedOver,
    Fact<long> OptInContacts,
    Fact<long> Recipients,
    IReadOnlyList<Leaving> Leaving,
    decimal? ApprovedExcess = null);

/// <summary>So many messages were handed over seven days before <paramref name="At"/>: from then on they no longer count.</summary>
public sealed record Leaving(DateTimeOffset At, long Messages);

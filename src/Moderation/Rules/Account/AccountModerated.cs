using Moderation.Campaigns;

namespace Moderation.Rules.Account;

/// <summary>An account that staff, its reputation or complaints have placed under moderation.</summary>
public sealed class AccountModerated : IRule
{
    public RuleInfo Info { get; } = new(
        "account.moderated",
        "Account under moderation",
        "While an account is under moderation a project manager looks at each of its e-mails.",
        "Nothing needs mending in this e-mail. Ask your project manager what would end the moderation.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms.")
    {
        Examples = [new("An account under moderation for complaints", "Any other account")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Account?.UnderModeration is { } placed)
        {
            var since = placed.Since.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'");
            yield return new Finding(Info.Code, Info.Severity, $"This account is under moderation since {since}.", new Where(Part.Account),
                [new Evidence("since", since), new Evidence("why", placed.Why)], Info.Fix);
        }
    }
}

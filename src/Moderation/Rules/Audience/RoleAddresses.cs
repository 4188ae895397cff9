using Moderation.Campaigns;

namespace Moderation.Rules.Audience;

/// <summary>Addresses of functions, not of people, and throw-away addresses.</summary>
public sealed class RoleAddresses : IRule
{
    // Of fewer a share says nothing.
    private const int FewestRecipients = 20;

    public RuleInfo Info { get; } = new(
        "audience.role",
        "Role and throw-away addresses",
        "Several people read postmaster@ or admin@, and nobody among them signed up. Throw-away addresses are dead soon.",
        "Leave these addresses out, or ask a person for their own.",
        Severity.Advise,
        Needs.Account,
        "Common practice; the addresses that large services refuse on import.")
    {
        Figures = [nameof(Thresholds.RoleShare)],
        Examples = [new("31 of 900 recipients at addresses such as admin@", "3 of 900")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Audience is not { Recipients: >= FewestRecipients } audience)
        {
            yield break;
        }

        var role = audience.RoleAddresses.TryGet(out var roles) ? roles : 0;
        var disposable = audience.DisposableAddresses.TryGet(out var disposables) ? disposables : 0;
        var share = (role + disposable) / (double)audience.Recipients;
        if (share >= thresholds.RoleShare)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{role + disposable:N0} of {audience.Recipients:N0} recipients are role or throw-away addresses.", new Where(Part.Account),
                [new Evidence("role addresses", $"{audience.RoleAddresses:N0}"), new Evidence("throw-away addresses", $"{audience.DisposableAddresses:N0}"), new Evidence("share", $"{share:P1}"), new Evidence("limit", $"{thresholds.RoleShare:P1}")], Info.Fix);
        }
    }
}

using Moderation.Campaigns;

namespace Moderation.Rules.Audience;

/// <summary>Many recipients who have shown no sign of life for half a year.</summary>
public sealed class Inactive : IRule
{
    // Of fewer a share says nothing.
    private const int FewestRecipients = 20;

    public RuleInfo Info { get; } = new(
        "audience.inactive",
        "Recipients without a sign of life",
        "Mailbox providers look at how many people open what you send. Addresses left unused become traps.",
        "Leave out who has not opened or pressed anything for six months, or ask them once whether they want to stay.",
        Severity.Advise,
        Needs.Account,
        "Common practice: sunset after 180 days.")
    {
        Figures = [nameof(Thresholds.InactiveShare)],
        Examples = [new("400 of 1,000 recipients without an open in six months", "100 of 1,000")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Audience is not { Recipients: >= FewestRecipients } audience || !audience.Inactive.TryGet(out var inactive))
        {
            yield break;
        }

        var share = inactive / (double)audience.Recipients;
        if (share >= thresholds.InactiveShare)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{inactive:N0} of {audience.Recipients:N0} recipients ({share:P0}) have not opened or pressed anything for six months.", new Where(Part.Account),
                [new Evidence("inactive", $"{inactive:N0} of {audience.Recipients:N0}"), new Evidence("share", $"{share:P1}"), new Evidence("limit", $"{thresholds.InactiveShare:P0}")], Info.Fix);
        }
    }
}

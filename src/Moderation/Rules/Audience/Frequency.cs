using Moderation.Campaigns;

namespace Moderation.Rules.Audience;

/// <summary>Recipients who would get more mails in a week than the policy advises.</summary>
public sealed class Frequency : IRule
{
    private const int MostShown = 5;

    public RuleInfo Info { get; } = new(
        "audience.frequency",
        "Many mails to the same people",
        "Who gets too many mails leaves, or reports them as spam.",
        "Wait some days, or leave out who got mail from you this week.",
        Severity.Advise,
        Needs.Account,
        "Common practice.")
    {
        Figures = [nameof(Thresholds.MailsPerContact)],
        Examples = [new("A fifth mail in seven days to 40 contacts", "A second mail in seven days")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Audience is not { } audience || !audience.MailsInSevenDays.TryGet(out var mails))
        {
            yield break;
        }

        var beyond = mails.Where(pair => pair.Key + 1 > thresholds.MailsPerContact && pair.Value > 0).OrderByDescending(pair => pair.Key).ToList();
        var recipients = beyond.Sum(pair => pair.Value);
        if (recipients > 0)
        {
            yield return new Finding(Info.Code, Info.Severity, $"With this mail {recipients:N0} of {audience.Recipients:N0} recipients would have more than {thresholds.MailsPerContact:N0} mails from you in seven days.", new Where(Part.Account),
                [.. beyond.Take(MostShown).Select(pair => new Evidence($"{pair.Key + 1:N0} mails", $"{pair.Value:N0} recipients")), new Evidence("limit", $"{thresholds.MailsPerContact:N0} mails in seven days")], Info.Fix);
        }
    }
}

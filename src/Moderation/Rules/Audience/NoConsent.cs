using Moderation.Campaigns;

namespace Moderation.Rules.Audience;

/// <summary>Recipients of whom nothing shows that they agreed to be mailed.</summary>
public sealed class NoConsent : IRule
{
    private const int MostSources = 10;

    public RuleInfo Info { get; } = new(
        "audience.no-consent",
        "Recipients without evidence of consent",
        "Who mails people must be able to show that each agreed, when and how. Complaints come from those who did not.",
        "Add the evidence to the import, or leave these contacts out.",
        Severity.Hold,
        Needs.Account,
        "GDPR art. 7 (1); ePrivacy Directive art. 13.")
    {
        Examples = [new("An import of 400 contacts without a date or a form", "Contacts from your subscription form")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Audience is not { } audience)
        {
            yield break;
        }

        if (!audience.WithoutConsent.TryGet(out var sources))
        {
            yield return Unknown.Because(Info, audience.WithoutConsent.Why, new Where(Part.Account));
            yield break;
        }

        var recipients = sources.Sum(source => source.Recipients);
        if (recipients > 0)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{recipients:N0} of {audience.Recipients:N0} recipients have no evidence of consent.", new Where(Part.Account),
                [
                    new Evidence("without evidence", $"{recipients:N0} of {audience.Recipients:N0}"),
                    .. sources.Where(source => source.Recipients > 0).OrderByDescending(source => source.Recipients).Take(MostSources).Select(source => new Evidence(Excerpt.Of(source.Source), $"{source.Recipients:N0}")),
                ],
                Info.Fix);
        }
    }
}

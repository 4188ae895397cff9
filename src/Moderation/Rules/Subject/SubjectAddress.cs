using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Rules.Subject;

/// <summary>A web or mail address in the subject.</summary>
public sealed partial class SubjectAddress : IRule
{
    [GeneratedRegex(@"\bhttps?://\S*|\bwww\.[\w-]+\.\S+|[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address { get; }

    public RuleInfo Info { get; } = new(
        "subject.address",
        "Address in the subject",
        "Addresses in the subject are typical of spam, and nobody can press them there.",
        "Take the address out of the subject and put a link into the mail.",
        Severity.Advise,
        Needs.Content,
        "Common practice of filters.")
    {
        Examples = [new("See www.lighthouse.example", "See the new lamp")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var subject = submission.Content.Subject;
        var address = Address.Match(subject) is { Success: true } match ? match.Value
            : Template.PlaceholdersIn(subject).FirstOrDefault(placeholder => placeholder.Name == PlaceholderNames.Email)?.Source;
        if (address is not null)
        {
            yield return new Finding(Info.Code, Info.Severity, $"The subject has an address in it: {Excerpt.Of(address)}.", new Where(Part.Headers, null, null, Excerpt.Of(subject)), [new Evidence("address", Excerpt.Of(address))], Info.Fix);
        }
    }
}

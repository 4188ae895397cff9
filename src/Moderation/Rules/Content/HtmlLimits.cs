using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>HTML that is not read because it is too large or too deeply nested: what is not read cannot be judged.</summary>
public sealed class HtmlLimits : IRule
{
    public RuleInfo Info { get; } = new(
        "html.limits",
        "HTML that is too large or too deep",
        "HTML beyond these limits is not read, so nothing in it can be checked. Mail programs cut or refuse it as well.",
        "Make the HTML smaller and simpler, and close each element that you open.",
        Severity.Block,
        Needs.Content,
        "A limit of this software, far beyond what mail programs show (Gmail clips at 102 KB).")
    {
        Examples = [new("20,000 elements within each other", "100 tables within each other")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is { Beyond: { } beyond })
        {
            yield return new Finding(Info.Code, Info.Severity, $"The HTML was not read: {beyond}.", new Where(Part.Html), [new Evidence("limit", beyond)], Info.Fix);
        }
    }
}

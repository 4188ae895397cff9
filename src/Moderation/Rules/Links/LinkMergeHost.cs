using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links whose scheme or host comes from a merge value: nobody can tell before the sending where they lead.</summary>
public sealed class LinkMergeHost : IRule
{
    public RuleInfo Info { get; } = new(
        "link.merge-host",
        "A merge value decides where a link leads",
        "What stands in a contact's data would choose the site. It can neither be checked nor reviewed, and one bad import sends readers anywhere.",
        "Write the site itself. Merge values may stand after the first slash behind it.",
        Severity.Block,
        Needs.Content,
        "The provider's terms: each link is checked before it is sent.")
    {
        Examples = [new("https://{{ contact.first_name }}.example/", "https://shop.example/hello/{{ contact.first_name }}")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        LinkFindings.Of(Info, submission, link => HostMerge.Of(link.Address), Say, "take their site from a merge value");

    private static LinkReport Say(MailLink link, HostMerge merge) => new(
        merge.IsContactData
            ? $"In the link \"{Excerpt.Of(link.Address)}\" data about the reader decides which site it leads to."
            : $"In the link \"{Excerpt.Of(link.Address)}\" a placeholder that is not known here stands for the site.",
        [new Evidence("merge value", Excerpt.Of(merge.Tag))],
        merge.IsContactData ? null : "Write the site itself: nothing takes the place of this placeholder.");
}

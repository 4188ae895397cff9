using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links to an IP address, in any notation that browsers take.</summary>
public sealed class LinkNumeric : IRule
{
    public RuleInfo Info { get; } = new(
        "link.numeric",
        "A link to an IP address",
        "Companies have names. A link to bare numbers hides whose page it is, and spam filters count it as a sign of fraud.",
        "Link to the page by the name of its site.",
        Severity.Block,
        Needs.Content,
        "SpamAssassin NUMERIC_HTTP_ADDR, Rspamd HTTP_TO_IP; WHATWG URL §3.5 for the notations.")
    {
        Examples = [new("https://0x7f.1/offer", "https://shop.example/offer?ip=127.0.0.1")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        LinkFindings.Of(Info, submission, link => link.Host is { IsNumeric: true } host ? host : null, Say, "are IP addresses");

    private static LinkReport Say(MailLink link, LinkHost host) => new(
        host.Written == host.Name
            ? $"The link \"{Excerpt.Of(link.Address)}\" leads to an IP address, not to a site with a name."
            : $"The link \"{Excerpt.Of(link.Address)}\" leads to an IP address that is written in an unusual way: {host.Name}.",
        [new Evidence("leads to", Excerpt.Of(host.Name))]);
}

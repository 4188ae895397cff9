using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links whose words show one site and that lead to another.</summary>
public sealed class LinkMismatch : IRule
{
    // How hosts that count clicks are called: click., links2., url1234., ablink.
    private static readonly string[] Tracking = ["click", "clicks", "clk", "track", "tracking", "trk", "link", "links", "lnk", "ablink", "url", "go", "r", "t", "l", "e", "em", "email", "mail", "m", "news", "newsletter", "nl", "redirect"];

    public RuleInfo Info { get; } = new(
        "link.mismatch",
        "A link that shows another site than it leads to",
        "Readers press what they read. Words that name one site on a link to another are how fraud works, and spam filters treat them so.",
        "Let the words name the site that the link leads to, or use words that are no address.",
        Severity.Hold,
        Needs.Content,
        "Rspamd PHISHING; anti-phishing advice of the large providers.")
    {
        Examples = [new("<a href=\"https://shop.example/\">www.bank.example</a>", "<a href=\"https://shop.example/\">Bank of Example</a>")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        LinkFindings.Of(Info, submission, link => Shown(submission, link), Say, "show another site than they lead to");

    /// <returns>The first site that the words show, when they show none that the link leads to.</returns>
    private static LinkHost? Shown(Submission submission, MailLink link)
    {
        if (link.Host is not { } target || !link.Words().Contains('.', StringComparison.Ordinal) || ShownSites.In(link.Words()) is not { Count: > 0 } shown)
        {
            return null;
        }

        return shown.Exists(site => site.SharesOwnerWith(target) || ShareDomains.Connect(site.RegistrableDomain!, target.RegistrableDomain ?? target.Ascii))
            || Own.IsTrusted(submission, target) || CountsClicks(submission, target) ? null : shown[0];
    }

    // Its own host for clicks may lead anywhere; its site may not pass for somebody else's.
    private static bool CountsClicks(Submission submission, LinkHost target)
    {
        if (Own.Domain(submission, target) is not { } own || target.RegistrableDomain is not { } registrable || registrable == target.Ascii)
        {
            return false;
        }

        var below = target.Ascii == own.Ascii ? target.Ascii[..^registrable.Length] : target.Ascii[..^own.Ascii.Length];
        return below.Split('.', StringSplitOptions.RemoveEmptyEntries).Any(label => Tracking.Contains(label.TrimEnd([.. "0123456789"]), StringComparer.Ordinal));
    }

    private static LinkReport Say(MailLink link, LinkHost shown) => new(
        $"The words of a link show {Excerpt.Of(shown.Name)}, and it leads to {Excerpt.Of(link.Host!.Name)}.",
        [new Evidence("shown", Excerpt.Of(shown.Name)), new Evidence("leads to", Excerpt.Of(link.Host!.Name))]);
}

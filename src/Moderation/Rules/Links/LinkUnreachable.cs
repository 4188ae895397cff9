using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links that lead to nothing, and links of which nobody knows where they lead.</summary>
public sealed class LinkUnreachable : IRule
{
    private const int MostListed = 20;

    public RuleInfo Info { get; } = new(
        "link.unreachable",
        "A link that leads to nothing",
        "Readers who press a dead link are lost, and providers take dead links for a sign of spam. What nobody could look at may also be anything.",
        "Open the link in a browser. Mend its address, or the page, and check again.",
        Severity.Hold,
        Needs.Content | Needs.Network,
        "The provider's terms: each link leads to a page.")
    {
        Examples =
        [
            new RuleExample("a link to a page that answers 404", "a link to a page that answers 200, or 403 because it keeps robots out"),
            new RuleExample("a link to a name that does not exist", "a link to a name that does"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var plan = LinksToTry.In(submission);
        var (due, acting) = (plan.Links.Where(link => link.Treatment is LinkTreatment.Tried or LinkTreatment.Unknown).ToList(), plan.Links.Where(link => link.Treatment == LinkTreatment.MayAct).ToList());
        var untried = due.FindAll(link => Probe(submission, link) is not { Tries: > 0 });
        if (untried.Count > 0)
        {
            yield return Unknown.Because(Info, $"{Count(untried.Count, "link was", "links were")} not followed", null,
                List(untried.Select(link => (link.Address, link.Why ?? Probe(submission, link)?.Why ?? "it was not tried"))));
        }

        var probed = ProbedLink.In(submission).Where(link => link.Probe.Tries > 0).ToList();
        foreach (var link in probed)
        {
            if (Say(link) is var (message, fix))
            {
                yield return new Finding(Info.Code, Info.Severity, message, link.Link.Place(),
                    link.Evidence(new Evidence("tries", $"{link.Probe.Tries:N0}")), fix ?? Info.Fix);
            }
        }

        if (probed.FindAll(link => link.Probe.End == LinkEnd.PageNotRead) is { Count: > 0 } closed)
        {
            yield return new Finding(Info.Code, Severity.Advise, $"{Count(closed.Count, "page was", "pages were")} not read: the server keeps robots out. The certificate holds.", closed[0].Link.Place(),
                List(closed.Select(link => (link.Link.Address, link.Probe.Why ?? "page not read"))), "Nothing needs mending. Open the link once to see that it leads where it should.");
        }

        // Else a word such as "confirm" would spare any link from being followed.
        if (acting.FindAll(link => IsOfStranger(submission, link)) is { Count: > 0 } strange)
        {
            yield return Unknown.Because(Info, $"{Count(strange.Count, "link was", "links were")} not fetched, as fetching may act for the reader, and it is not the account's own site",
                MailLinks.In(submission).First(link => link.Address == strange[0].Address).Place(), List(strange.Select(link => (link.Address, link.Why!))));
            acting = acting.FindAll(link => !strange.Contains(link));
        }

        if (acting.Count > 0)
        {
            yield return new Finding(Info.Code, Severity.Advise, $"{Count(acting.Count, "link was", "links were")} not fetched, as fetching may act for the reader: opt out, or confirm something.", null,
                List(acting.Select(link => (link.Address, link.Why!))), "Nothing needs mending. Open the link once to see that it leads where it should.");
        }
    }

    private static bool IsOfStranger(Submission submission, LinkToTry link) =>
        submission.Account is not null && LinkHost.Of(link.Address) is { } host && Own.Domain(submission, host) is null && !Own.IsTrusted(submission, host);

    private static LinkProbe? Probe(Submission submission, LinkToTry link) => submission.Links?.Probes.GetValueOrDefault(link.Address);

    private static (string Message, string? Fix)? Say(ProbedLink link)
    {
        var (shown, why) = (link.Shown, link.Probe.Why is { Length: > 0 } told ? $": {told}" : "");
        return link.Probe.End switch
        {
            LinkEnd.Gone => ($"The link {shown} leads to nothing{why}.", null),
            LinkEnd.NoSuchName => ($"The link {shown} leads to nothing{why}.", "Mend the name in the address, or wait until the name is published, and check again."),
            LinkEnd.NoAnswer => ($"The link {shown} did not answer{why}.", "Open the link in a browser. If it answers now, check again; if it does not, mend the server or the address."),
            LinkEnd.Endless => ($"The link {shown} does not come to an end{why}.", "Link to the page at the end of the redirects."),
            LinkEnd.Refused => ($"The link {shown} was not followed{why}.", "Link to a page of the public internet, at the usual port."),
            _ => null,
        };
    }

    private static IReadOnlyList<Evidence> List(IEnumerable<(string Address, string Why)> links) =>
        [.. links.Take(MostListed).Select(link => new Evidence("link", $"{Excerpt.Of(link.Address)} · {link.Why}"))];

    private static string Count(int links, string one, string many) => links == 1 ? $"1 {one}" : $"{links:N0} {many}";
}

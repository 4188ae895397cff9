using System.Buffers;
using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Links that cannot end on an HTTPS page, as far as the address itself tells, and those that were followed and did not.</summary>
public sealed class LinkNotHttps : IRule
{
    public RuleInfo Info { get; } = new(
        "link.not-https",
        "A link that is not HTTPS",
        "Without HTTPS anybody between the reader and the page can read along or put another page in its place. Mail programs and providers distrust such links.",
        "Begin the address with https://, and check that the page opens.",
        Severity.Block,
        Needs.Content,
        "The provider's terms: each link leads to a page with an HTTPS certificate.")
    {
        Examples =
        [
            new RuleExample("<a href=\"http://shop.example/\">", "<a href=\"https://shop.example/\">"),
            new RuleExample("a link whose last redirect leads to http://shop.example/", "a link whose last redirect leads to https://shop.example/"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        foreach (var found in LinkFindings.Of(Info, submission, link => LinkFault.Of(link.Address), (link, fault) => Say(submission, link, fault), "are not HTTPS"))
        {
            yield return found;
        }

        foreach (var followed in ProbedLink.In(submission).Where(link => LinkFault.Of(link.Link.Address) is null))
        {
            if (Followed(followed) is { } found)
            {
                yield return found;
            }
        }

        if (submission.Html is { } html && Advise(html) is { } advice)
        {
            yield return advice;
        }
    }

    private Finding? Followed(ProbedLink link)
    {
        if (link.Probe.End == LinkEnd.NotHttps)
        {
            return new Finding(Info.Code, Info.Severity, $"The link {link.Shown} ends on {(link.Probe.Hops is [.., var last] ? Excerpt.Of(last.Address) : "an address")}, which is not encrypted.",
                link.Link.Place(), link.Evidence(), "Let the redirects end on an address with https://, or link to such a page.");
        }

        // Whoever sits on that hop decides where the reader ends, but the terms ask for the end only.
        return link.Probe.Hops.FirstOrDefault(hop => hop.Address.StartsWith("http:", StringComparison.OrdinalIgnoreCase)) is not { } hop ? null
            : new Finding(Info.Code, Severity.Advise, $"The link {link.Shown} passes {Excerpt.Of(hop.Address)} on its way, which is not encrypted.",
                link.Link.Place(), link.Evidence(), "Let each redirect lead to an address with https://.");
    }

    private static LinkReport Say(Submission submission, MailLink link, LinkFault fault) =>
        new(fault.Message(link.Address), [new Evidence("fault", fault.Name)], fault.Fix)
        {
            Chain = submission.Links?.Probes.GetValueOrDefault(link.Address) is { } probe ? ProbedLink.Chain(probe) : [],
        };

    // Pictures and style sheets are not links: many programs drop them silently when they come by http.
    private Finding? Advise(ParsedHtml html)
    {
        if (!MayLoadByHttp(html.Source))
        {
            return null;
        }

        var loaded = Loading.SelectMany(html.Named)
            .Select(element => (Element: element, Address: Loaded(element)))
            .Where(found => found.Address?.TrimStart().StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true)
            .ToList();
        return loaded is []
            ? null
            : new Finding(Info.Code, Severity.Advise, $"{Count(loaded.Count)} loaded by http. Some mail programs will not show {(loaded.Count == 1 ? "it" : "them")}.",
                html.At(loaded[0].Element), [new Evidence("address", Excerpt.Of(loaded[0].Address!)), new Evidence("places", $"{loaded.Count:N0}")],
                "Load pictures and style sheets by https.");
    }

    // string.Contains without regard to case reads one letter at a time.
    private static readonly SearchValues<string> Http = SearchValues.Create(["http:"], StringComparison.OrdinalIgnoreCase);

    // As it is written, or with character references in it.
    private static bool MayLoadByHttp(string source) =>
        source.AsSpan().ContainsAny(Http) || source.Contains("&#", StringComparison.Ordinal) || source.Contains("&colon;", StringComparison.Ordinal);

    private static readonly string[] Loading = ["img", "link", "input", "body", "table", "thead", "tbody", "tfoot", "tr", "td", "th", "div"];

    private static string? Loaded(IElement element) => element.LocalName switch
    {
        "img" or "input" => element.GetAttribute("src"),
        "link" => element.GetAttribute("href"),
        _ => element.GetAttribute("background"),
    };

    private static string Count(int pictures) => pictures == 1 ? "1 picture or style sheet is" : $"{pictures:N0} pictures or style sheets are";
}

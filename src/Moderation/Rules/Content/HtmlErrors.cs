using AngleSharp.Dom;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>HTML that mail programs repair each in its own way, and elements that they take out.</summary>
public sealed class HtmlErrors : IRule
{
    private const int MostPlaces = 5;

    private static readonly Element[] TakenOut =
    [
        new("form", "Forms do not work in most mail programs, and some warn of them", "Link to a page with the form.", e => e.LocalName is "form" or "textarea" or "select" || (e.LocalName == "input" && !"hidden".Equals(e.GetAttribute("type"), StringComparison.OrdinalIgnoreCase))),
        // Data for mail programs (JSON-LD) is no program.
        new("script", "Scripts are taken out by every mail program, and filters distrust mail that has one", "Take the script out.", e => e.LocalName == "script" && e.GetAttribute("type")?.Contains("json", StringComparison.OrdinalIgnoreCase) != true),
        new("external CSS", "Style sheets on a server are not loaded by most mail programs", "Put the styles into the mail, best into style attributes.", e => e.LocalName == "link" && e.GetAttribute("rel")?.Contains("stylesheet", StringComparison.OrdinalIgnoreCase) == true && !IsFont(e)),
        new("frame", "Frames and embedded objects are taken out by mail programs", "Link to the page or the file.", e => e.LocalName is "iframe" or "frame" or "frameset" or "object" or "embed" or "applet"),
    ];

    public RuleInfo Info { get; } = new(
        "html.errors",
        "HTML with errors",
        "Mail programs repair HTML each in its own way, so readers may see something else than you do. What they do not allow, they take out.",
        "Mend the places that are named here, or save the mail again in your editor.",
        Severity.Advise,
        Needs.Content,
        "WHATWG HTML §13; common practice of mail programs.")
    {
        Examples = [new("<div><b>Hello</div></b>", "<div><b>Hello</b></div>"), new("<form action=\"…\">", "A link to a page with the form")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is not { Document: not null } html)
        {
            return [];
        }

        return Tags(html).Concat(Elements(html));
    }

    private IEnumerable<Finding> Tags(ParsedHtml html)
    {
        foreach (var kind in html.TagFaults.GroupBy(fault => fault.Kind).OrderBy(kind => kind.Key))
        {
            var faults = kind.OrderBy(fault => fault.Offset).ToList();
            var (name, message, fix) = kind.Key switch
            {
                TagFaultKind.Unclosed => ("not closed", "{0} opened and never closed", "Close each element that you open."),
                TagFaultKind.Misnested => ("closed in the wrong order", "{0} closed after the element around it", "Close the element that was opened last first."),
                TagFaultKind.Stray => ("end without a beginning", "{0} closed without having been opened", "Take the end tag out, or open the element before."),
                _ => ("closed by a slash", "{0} closed by a slash, which HTML does not know: the element stays open", "Write an end tag of its own."),
            };
            var first = faults[0];
            yield return new Finding(Info.Code, Info.Severity, $"{string.Format(message, Count(faults.Count))}. The first is <{Excerpt.Of(first.Name)}> in line {first.Line:N0}.",
                At(html, first),
                [new Evidence("fault", name), new Evidence("places", $"{faults.Count:N0}"), .. faults.Take(MostPlaces).Select(fault => new Evidence($"line {fault.Line:N0}", Excerpt.Of(Source(html, fault))))],
                fix);
        }
    }

    private IEnumerable<Finding> Elements(ParsedHtml html)
    {
        var found = new List<IElement>?[TakenOut.Length];
        foreach (var element in html.Elements)
        {
            // The others are not asked: most elements are tables.
            if (element.LocalName is "form" or "textarea" or "select" or "input" or "script" or "link" or "iframe" or "frame" or "frameset" or "object" or "embed" or "applet"
                && Array.FindIndex(TakenOut, kind => kind.Is(element)) is >= 0 and var kind)
            {
                (found[kind] ??= []).Add(element);
            }
        }

        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } elements)
            {
                var kind = TakenOut[i];
                yield return new Finding(Info.Code, Info.Severity, $"{kind.Message}.", html.At(elements[0]),
                    [new Evidence("fault", kind.Name), new Evidence("places", $"{elements.Count:N0}"), .. elements.Take(MostPlaces).Select(element => Place(html, element))],
                    kind.Fix);
            }
        }
    }

    private static Evidence Place(ParsedHtml html, IElement element)
    {
        var where = html.At(element);
        return new Evidence(where.Line is { } line ? $"line {line:N0}" : "element", where.Excerpt ?? element.LocalName);
    }

    private static Where At(ParsedHtml html, TagFault fault) =>
        html.Elements.FirstOrDefault(element => html.PlaceOf(element)?.Position - 1 == fault.Offset) is { } element
            ? html.At(element)
            : new Where(Part.Html, null, fault.Line, Excerpt.Of(Source(html, fault)));

    private static string Source(ParsedHtml html, TagFault fault) => TagSource.At(html.Source, fault.Offset);

    // Programs that do not load a font show another one, and nothing is lost.
    private static bool IsFont(IElement link) => link.GetAttribute("href")?.Contains("font", StringComparison.OrdinalIgnoreCase) == true;

    private static string Count(int tags) => tags == 1 ? "1 element is" : $"{tags:N0} elements are";

    private sealed record Element(string Name, string Message, string Fix, Func<IElement, bool> Is);
}

using System.Text;
using System.Text.Encodings.Web;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html;
using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Web.Intake.Preview;

/// <summary>
/// A mail as a page of its own, to be served under <see cref="ContentSecurityPolicy"/> and nothing weaker: that policy is what keeps
/// a hostile mail still. Cleaning the markup comes on top, so that links are dead and pictures do not ask anybody's server.
/// </summary>
public static class MailPreview
{
    /// <summary>No script, no request but inlined pictures, an origin of its own, framed by the console only.</summary>
    public const string ContentSecurityPolicy = "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'";

    private const string Style = """
        :where(a[data-address]) { color: #0b5568; text-decoration: underline; cursor: help }
        :target { outline: 4px solid #c2410c !important; outline-offset: 3px !important; scroll-margin: 4rem }
        """;

    private const string Removed = "script, template, iframe, frame, frameset, object, embed, applet, base, link, meta[http-equiv], audio, video, source, track, portal, fencedframe";

    // Whatever makes a browser go somewhere; pictures get theirs back from what travels with the mail.
    private static readonly HashSet<string> Addresses = new(StringComparer.OrdinalIgnoreCase)
    {
        "href", "src", "srcset", "action", "formaction", "background", "poster", "data", "ping", "cite", "longdesc", "manifest",
        "codebase", "profile", "lowsrc", "dynsrc", "archive", "code", "target", "srcdoc", "imagesrcset", "attributionsrc",
    };

    /// <summary>The HTML part with the named elements marked as f-1, f-2, … in the order of <paramref name="marked"/>.</summary>
    /// <param name="content">A draft or frozen content.</param>
    /// <param name="marked">Element paths of <see cref="Where.Element"/>.</param>
    public static string Html(Content content, IReadOnlyList<string> marked)
    {
        if (content.Html is null)
        {
            return Say("This mail has no HTML part.");
        }

        var parsed = ParsedHtml.Parse(content.Html);
        if (parsed.Document is not { } document)
        {
            return Say($"The HTML is not shown: {parsed.Beyond}.");
        }

        // Found before anything is changed: the paths count elements as the rules saw them.
        var elements = marked.Select(path => ElementPath.Find(document, path)).ToList();
        foreach (var element in document.All.ToList())
        {
            Disarm(element, content);
        }

        for (var i = 0; i < elements.Count; i++)
        {
            elements[i]?.SetAttribute("id", $"f-{i + 1}");
        }

        foreach (var element in document.QuerySelectorAll(Removed).ToList())
        {
            element.Remove();
        }

        foreach (var node in document.Descendants().Where(node => node is IComment or IProcessingInstruction).ToList())
        {
            node.Parent?.RemoveChild(node);
        }

        foreach (var text in document.Descendants<IText>().ToList())
        {
            text.Data = Sample.Fill(text.Data);
        }

        var style = document.CreateElement("style");
        style.TextContent = Style;
        document.Head?.Append(style);
        return "<!doctype html>" + document.DocumentElement.ToHtml(HtmlMarkupFormatter.Instance);
    }

    /// <summary>The text part, a numbered line each: l-1, l-2, …</summary>
    public static string Text(Content content)
    {
        if (content.Text is null)
        {
            return Say("This mail has no text part.");
        }

        var page = new StringBuilder("<!doctype html><html lang=\"\"><title>Text part</title><style>").Append(Style)
            .Append("body{font:14px/1.6 ui-monospace,'DejaVu Sans Mono',Consolas,monospace;color:#13201f;background:#fff;margin:1rem;counter-reset:line}")
            .Append("p{margin:0;min-height:1.6em;padding-left:3.5em;text-indent:-3.5em;white-space:pre-wrap;overflow-wrap:anywhere}")
            .Append("p::before{counter-increment:line;content:counter(line);display:inline-block;width:3.5em;text-indent:0;color:#5b6b6a}</style>");
        var line = 0;
        foreach (var text in Sample.Fill(content.Text).ReplaceLineEndings("\n").Split('\n'))
        {
            page.Append("<p id=\"l-").Append(++line).Append("\">").Append(HtmlEncoder.Default.Encode(text)).Append("</p>");
        }

        return page.Append("</html>").ToString();
    }

    private static void Disarm(IElement element, Content content)
    {
        var source = element.GetAttribute("src");
        var address = element.GetAttribute("href");
        foreach (var attribute in element.Attributes.ToList())
        {
            if (Addresses.Contains(attribute.LocalName) || attribute.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase))
            {
                element.RemoveAttribute(attribute.NamespaceUri, attribute.LocalName);
                element.RemoveAttribute(attribute.Name);
            }
            else if (attribute.Value.Contains("{{", StringComparison.Ordinal))
            {
                attribute.Value = Sample.Fill(attribute.Value);
            }
        }

        switch (element.LocalName)
        {
            case "a" or "area" when address is not null:
                element.SetAttribute("data-address", address);
                element.SetAttribute("title", address);
                break;
            case "img" or "input" when source is not null:
                element.SetAttribute("src", Picture.For(element, source.Trim(), content));
                break;
        }
    }

    private static string Say(string sentence) =>
        $"<!doctype html><html lang=\"en\"><title>Preview</title><style>body{{font:16px/1.5 system-ui,sans-serif;color:#4c5c5b;background:#fff;margin:2rem;text-align:center}}</style><p>{HtmlEncoder.Default.Encode(sentence)}</p></html>";
}

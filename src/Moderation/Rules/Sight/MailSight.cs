using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>
/// Whether a reader sees an element of a mail, in each view. A small cascade of our own: only the elements asked for and those
/// around them are looked at, and the work is bounded.
/// </summary>
internal sealed class MailSight
{
    private readonly SightBudget _budget = new();
    private readonly Looks _onPhone;
    private readonly Looks _onDesktop;
    private readonly ParsedHtml _html;
    private Dictionary<string, IElement>? _mapped;

    /// <exception cref="BeyondSightException">Its style sheets are beyond what is read.</exception>
    public MailSight(ParsedHtml html)
    {
        _html = html;
        var isStandard = html.Document is { Doctype: not null };
        var matching = new Matching(_budget, isStandard ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        var matches = new Matches(StyleSheets.Of(html, matching), matching);
        var phone = new Cascade(matches, View.Phone, _budget);
        var desktop = new Cascade(matches, View.Desktop, _budget);
        (phone.Twin, desktop.Twin) = (desktop, phone);
        _onPhone = new Looks(phone, View.Phone, _budget);
        _onDesktop = new Looks(desktop, View.Desktop, _budget);
    }

    /// <returns>Null when a reader can see some of the link; else the reason, of its words first.</returns>
    /// <exception cref="BeyondSightException">It takes more work than is spent on one mail.</exception>
    public Cause? WhyHidden(IElement link, View view)
    {
        var looks = ReferenceEquals(view, View.Phone) ? _onPhone : _onDesktop;
        Cause? first = null;
        var ahead = new Stack<INode>([link]);
        while (ahead.TryPop(out var node))
        {
            _budget.Spend(1);
            if (Content(node, looks, view, out var cause))
            {
                if (cause is null)
                {
                    // What its frames show is not worked out.
                    return looks.Of(node as IElement ?? node.ParentElement!).IsAnimated ? throw new BeyondSightException("it is shown as an animation leaves it") : null;
                }

                first ??= cause;
            }

            for (var i = node.ChildNodes.Length - 1; i >= 0; i--)
            {
                ahead.Push(node.ChildNodes[i]);
            }
        }

        return first ?? Visibility.OfBox(looks.Of(link), view) ?? new Cause("words", "nothing to read", "the link itself", link);
    }

    /// <summary>Why Outlook on Windows shows nothing of an element that others show; null when it does.</summary>
    public Cause? WhyHiddenInOutlook(IElement link) => _onDesktop.Of(link).MsoHidden;

    // Whether a node is something to see, and if it is hidden why.
    private bool Content(INode node, Looks looks, View view, out Cause? cause)
    {
        cause = null;
        switch (node)
        {
            case IText { ParentElement: { } parent } text:
                if (text.Data.AsSpan().IsWhiteSpace())
                {
                    return false;
                }

                cause = Ink.Has(text.Data)
                    ? Visibility.OfText(looks.Of(parent), view) ?? (parent.LocalName == "details" && !parent.HasAttribute("open") ? Markup.Closed(parent) : null)
                    : new Cause("words", "no letter that can be read", "the link itself", parent);
                return true;
            case IElement { LocalName: "img" } picture:
                cause = Picture.WhyHidden(picture, looks, view);
                return true;
            case IElement { LocalName: "area" } area:
                cause = Picture.WhyAreaHidden(area, PictureOf(area), looks, view);
                return true;
            case IElement { LocalName: "input" } button:
                cause = Ink.Has(button.GetAttribute("value") ?? button.GetAttribute("alt") ?? "") ? Visibility.OfText(looks.Of(button), view) : new Cause("words", "a button without words", "the link itself", button);
                return true;
            default:
                return false;
        }
    }

    private IElement? PictureOf(IElement area)
    {
        if (_mapped is null)
        {
            _mapped = new(StringComparer.OrdinalIgnoreCase);
            foreach (var picture in _html.Named("img"))
            {
                if (picture.GetAttribute("usemap") is ['#', .. var name])
                {
                    _mapped.TryAdd(name, picture);
                }
            }
        }

        var map = area.ParentElement;
        while (map is { LocalName: not "map" })
        {
            map = map.ParentElement;
        }

        return map?.GetAttribute("name") is { } named ? _mapped.GetValueOrDefault(named) : null;
    }
}

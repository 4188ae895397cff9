using System.Collections.Frozen;
using System.Runtime.InteropServices;

namespace Moderation.Rules;

/// <summary>
/// Watches the tags of one parse for those without their other half. Ends that HTML lets writers leave out are not missed
/// (WHATWG HTML §13.1.2.4), nor are those of VML and other names with a colon.
/// </summary>
internal sealed class TagBalance
{
    // A mail with more than this has one fault, not thousands.
    private const int MostKept = 1_000;

    private static readonly FrozenSet<string> EndMayBeMissing = FrozenSet.Create(StringComparer.Ordinal,
        "html", "head", "body", "p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "caption", "colgroup", "option", "optgroup", "rb", "rt", "rtc", "rp");

    private static readonly FrozenSet<string> Container = FrozenSet.Create(StringComparer.Ordinal,
        "a", "b", "center", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "p", "span", "strong", "table", "td", "th", "tr", "u", "ul", "ol", "li");

    private readonly List<TagFault> _open = [];

    // Counted from the first end that is not that of the last opened element: most mails have none, and counting costs.
    private Dictionary<string, int>? _openByName;
    private readonly List<TagFault> _faults = [];

    public IReadOnlyList<TagFault> Faults => _faults;

    public void Opened(TagName tag, bool isSelfClosing, int offset, int line)
    {
        if (tag.Is(TagKinds.Void | TagKinds.Prefixed))
        {
            return;
        }

        var name = tag.Text;

        if (isSelfClosing)
        {
            // In HTML the slash means nothing: the element stays open. In SVG and in what nobody knows it closes.
            if (Container.Contains(name))
            {
                Keep(new TagFault(TagFaultKind.SelfClosed, name, offset, line));
            }

            return;
        }

        _open.Add(new TagFault(TagFaultKind.Unclosed, name, offset, line));
        Count(name, 1);
    }

    public void Closed(TagName tag, int offset, int line)
    {
        var name = tag.Text;
        if (_open is [.., var last] && last.Name == name)
        {
            Pop();
        }
        else if (IsOpen(name))
        {
            for (var popped = Pop(); popped.Name != name; popped = Pop())
            {
                Missed(popped);
            }
        }
        else if (!tag.Is(TagKinds.Void | TagKinds.Prefixed))
        {
            Stray(new TagFault(TagFaultKind.Stray, name, offset, line));
        }
    }

    public void End()
    {
        while (_open.Count > 0)
        {
            Missed(Pop());
        }
    }

    private TagFault Pop()
    {
        var last = _open[^1];
        _open.RemoveAt(_open.Count - 1);
        Count(last.Name, -1);
        return last;
    }

    private void Count(string name, int change)
    {
        if (_openByName is not null)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(_openByName, name, out _) += change;
        }
    }

    private bool IsOpen(string name)
    {
        if (_openByName is null)
        {
            _openByName = new(StringComparer.Ordinal);
            foreach (var opened in _open)
            {
                Count(opened.Name, 1);
            }
        }

        return _openByName.GetValueOrDefault(name) > 0;
    }

    private void Missed(TagFault opened)
    {
        if (!EndMayBeMissing.Contains(opened.Name))
        {
            Keep(opened);
        }
    }

    // The end of what another end has closed before: <b><i></b></i>.
    private void Stray(TagFault end)
    {
        if (_faults.Count == MostKept)
        {
            return;
        }

        var missed = _faults.FindLastIndex(fault => fault.Kind == TagFaultKind.Unclosed && fault.Name == end.Name);
        if (missed >= 0)
        {
            _faults[missed] = _faults[missed] with { Kind = TagFaultKind.Misnested };
        }
        else
        {
            Keep(end);
        }
    }

    private void Keep(TagFault fault)
    {
        if (_faults.Count < MostKept)
        {
            _faults.Add(fault);
        }
    }
}

internal enum TagFaultKind
{
    /// <summary>An opening tag without an end.</summary>
    Unclosed,

    /// <summary>An end that comes after the end of what is around it.</summary>
    Misnested,

    /// <summary>An end without an opening tag.</summary>
    Stray,

    /// <summary><c>&lt;div/&gt;</c>, which is not closed by its slash.</summary>
    SelfClosed,
}

/// <param name="Offset">Where the tag stands, in UTF-16 units from the start of the source.</param>
/// <param name="Line">From 1.</param>
internal readonly record struct TagFault(TagFaultKind Kind, string Name, int Offset, int Line);

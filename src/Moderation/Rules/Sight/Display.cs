using AngleSharp.Dom;

namespace Moderation.Rules.Sight;

/// <summary>How an element is laid out.</summary>
/// <param name="IsBlock">It has a box of its own, with a size that can be set.</param>
/// <param name="IsTablePart">A table, a row or a cell: it grows with what stands in it.</param>
internal readonly record struct Display(bool IsBlock, bool IsTablePart)
{
    public static Display Of(IElement element, Style style, Look parent)
    {
        var display = style["display"];
        if (display is null or "initial")
        {
            display = element.LocalName switch
            {
                "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" or "caption" => "table-cell",
                "a" or "abbr" or "b" or "bdi" or "bdo" or "big" or "cite" or "code" or "data" or "del" or "dfn" or "em" or "font" or "i" or "ins" or "kbd" or "label" or "mark"
                    or "nobr" or "q" or "s" or "samp" or "small" or "span" or "strike" or "strong" or "sub" or "sup" or "time" or "tt" or "u" or "var" or "wbr" => "inline",
                "img" or "input" or "button" or "select" => "inline-block",
                _ => element.LocalName.Contains('-', StringComparison.Ordinal) || element.LocalName.Contains(':', StringComparison.Ordinal) ? "inline" : "block",
            };
        }

        var isTablePart = display.StartsWith("table", StringComparison.Ordinal) || display == "inline-table";
        var isTaken = style["float"] is "left" or "right" || style["position"] is "absolute" or "fixed" || parent.IsFlex;
        return new Display(display is not ("inline" or "contents" or "inline flow") || isTaken, isTablePart);
    }
}

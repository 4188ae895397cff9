namespace Moderation.Rules.Sight;

/// <summary>What an element looks like in one view, and what of it its children take over.</summary>
internal sealed record Look
{
    /// <summary>Why nothing in it is seen, whatever its children say; null when that is not so.</summary>
    public Cause? Gone { get; set; }

    /// <summary>visibility: a child may show itself again.</summary>
    public Cause? Unseen { get; set; }

    /// <summary>pointer-events: seen, and cannot be pressed.</summary>
    public Cause? Unpressable { get; set; }

    /// <summary>mso-hide: only Outlook on Windows knows it.</summary>
    public Cause? MsoHidden { get; set; }

    /// <summary>px.</summary>
    public double FontSize { get; set; } = FontSizes.Medium;

    public Cause? FontCause { get; set; }

    /// <summary>Null when unknown.</summary>
    public Colour? Ink { get; set; } = Colour.Black;

    public Cause? InkCause { get; set; }

    /// <summary>What the text stands on, null when unknown: a picture, a gradient.</summary>
    public Colour? Paper { get; set; } = Colour.White;

    public Cause? PaperCause { get; set; }

    /// <summary>A shadow by which text without ink is seen; null when none.</summary>
    public Colour? Shadow { get; set; }

    /// <summary>The background shows through the letters.</summary>
    public bool IsInkedByPaper { get; set; }

    /// <summary>Of all elements around it, multiplied.</summary>
    public double Opacity { get; set; } = 1;

    public Cause? OpacityCause { get; set; }

    /// <summary>Of transforms and zoom, multiplied.</summary>
    public double Scale { get; set; } = 1;

    public Cause? ScaleCause { get; set; }

    /// <summary>px by which it is moved from where it would stand.</summary>
    public double ShiftX { get; set; }

    public double ShiftY { get; set; }

    public Cause? ShiftCause { get; set; }

    /// <summary>px of the width that percentages are parts of.</summary>
    public double Width { get; set; }

    /// <summary>px, of the nearest block; inherited, but only blocks indent.</summary>
    public double Indent { get; set; }

    public double InheritedIndent { get; set; }

    public Cause? IndentCause { get; set; }

    /// <summary>px, or null for normal.</summary>
    public double? LineHeight { get; set; }

    /// <summary>Times the font size, where it is declared so.</summary>
    public double? LineFactor { get; set; }

    public Cause? LineCause { get; set; }

    /// <summary>px.</summary>
    public double LetterSpacing { get; set; }

    public Cause? LetterCause { get; set; }

    /// <summary>The nearest block cuts off what is larger than itself, and has no height but that of its lines.</summary>
    public bool IsCutToLines { get; set; }

    /// <summary>Some element around it cuts off what is outside.</summary>
    public bool IsCut { get; set; }

    /// <summary>ShiftY beyond which an element around it cuts it off; infinite when none does.</summary>
    public double CutBelow { get; set; } = double.PositiveInfinity;

    public Cause? CutCause { get; set; }

    /// <summary>That element, or one between, is positioned: what is placed within it is cut as well.</summary>
    public bool CutsPlaced { get; set; }

    public bool IsPositioned { get; set; }

    /// <summary>It or an element around it ends as an animation has it.</summary>
    public bool IsAnimated { get; set; }

    /// <summary>Children are laid out as blocks.</summary>
    public bool IsFlex { get; set; }

    /// <summary>An element around it, the body aside, paints a background.</summary>
    public bool HasPaintedAround { get; set; }

    public static Look Of(View view) => new() { Width = view.Width };
}

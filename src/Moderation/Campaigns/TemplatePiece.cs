namespace Moderation.Campaigns;

/// <summary>A stretch of campaign text.</summary>
/// <param name="Source">The stretch as it was written.</param>
public abstract record TemplatePiece(string Source);

/// <summary>Text that every recipient gets as it is.</summary>
public sealed record Literal(string Text) : TemplatePiece(Text);

/// <summary>A place for a value.</summary>
/// <param name="Name">One of <see cref="PlaceholderNames"/>, or all that stands between the braces of an unknown one.</param>
/// <param name="Default">The text for contacts without the value; null when none was given.</param>
/// <param name="Offset">Where it starts, in UTF-16 code units from the start of the text.</param>
/// <param name="Source">The placeholder as it was written, braces included.</param>
public sealed record Placeholder(string Name, string? Default, int Offset, string Source) : TemplatePiece(Source)
{
    /// <summary>Whether a value will take its place. An unknown one would reach readers as it stands.</summary>
    public bool IsKnown { get; } = PlaceholderNames.All.Contains(Name) && Source.StartsWith("{{", StringComparison.Ordinal);
}

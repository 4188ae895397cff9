namespace Moderation.Rules.Sight;

/// <summary>A screen on which a mail is read: the narrowest and the widest that a newsletter is made for, by day.</summary>
/// <param name="Bit">Its place among the views, as a flag.</param>
/// <param name="Name">For people.</param>
/// <param name="Width">px.</param>
/// <param name="Height">px.</param>
internal sealed record View(int Bit, string Name, double Width, double Height)
{
    public static readonly View Phone = new(1, "360 px", 360, 740);
    public static readonly View Desktop = new(2, "640 px", 640, 900);

    public static IReadOnlyList<View> All { get; } = [Phone, Desktop];

    /// <summary>The flags of all views.</summary>
    public const int Every = 3;
}

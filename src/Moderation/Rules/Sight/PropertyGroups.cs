using System.Collections.Frozen;

namespace Moderation.Rules.Sight;

/// <summary>Properties by what they bear on.</summary>
[Flags]
internal enum PropertyGroups
{
    None = 0,

    /// <summary>What text takes over from the elements around it.</summary>
    Text = 1,

    /// <summary>Size, place, background.</summary>
    Box = 2,

    /// <summary>Opacity, transforms and the like.</summary>
    Effects = 4,

    /// <summary>Whether it is shown at all, and how it is laid out.</summary>
    Display = 8,
    All = 15,
}

internal static class Property
{
    private static readonly FrozenDictionary<string, PropertyGroups> Groups = new Dictionary<string, PropertyGroups>(StringComparer.Ordinal)
    {
        ["font-size"] = PropertyGroups.Text,
        ["color"] = PropertyGroups.Text,
        ["-webkit-text-fill-color"] = PropertyGroups.Text,
        ["text-shadow"] = PropertyGroups.Text,
        ["line-height"] = PropertyGroups.Text,
        ["text-indent"] = PropertyGroups.Text,
        ["letter-spacing"] = PropertyGroups.Text,
        ["visibility"] = PropertyGroups.Text,
        ["pointer-events"] = PropertyGroups.Text,
        ["white-space"] = PropertyGroups.None,
        ["opacity"] = PropertyGroups.Effects,
        ["filter"] = PropertyGroups.Effects,
        ["mask-image"] = PropertyGroups.Effects,
        ["transform"] = PropertyGroups.Effects,
        ["scale"] = PropertyGroups.Effects,
        ["translate"] = PropertyGroups.Effects,
        ["rotate"] = PropertyGroups.Effects,
        ["zoom"] = PropertyGroups.Effects,
        ["animation"] = PropertyGroups.Effects,
        ["animation-name"] = PropertyGroups.Effects,
        ["display"] = PropertyGroups.Display,
        ["float"] = PropertyGroups.Display | PropertyGroups.Box,
        ["content-visibility"] = PropertyGroups.Display,
        ["mso-hide"] = PropertyGroups.Display,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static PropertyGroups GroupOf(string property) =>
        Groups.TryGetValue(property, out var groups) ? groups : property.StartsWith("--", StringComparison.Ordinal) ? PropertyGroups.None : PropertyGroups.Box;
}

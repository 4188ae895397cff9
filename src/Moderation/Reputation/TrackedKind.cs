namespace Moderation.Reputation;

/// <summary>What was asked for. Stored by number: never renumber.</summary>
public enum TrackedKind : short
{
    Open = 1,
    Click = 2,

    /// <summary>A link that no reader can see.</summary>
    Trap = 3,
}

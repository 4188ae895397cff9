namespace Moderation.Campaigns;

/// <summary>A place for an address of ours that names the recipient and what was followed; stands in no text that anybody writes.</summary>
/// <param name="Number">Of the link in its campaign, from 1; or one of the two below.</param>
public sealed record TrackedAddress(int Number) : TemplatePiece("")
{
    /// <summary>The picture that is fetched when the mail is opened.</summary>
    public const int Pixel = -1;

    /// <summary>A link that no reader can see: who follows it is a program.</summary>
    public const int Trap = 0;
}

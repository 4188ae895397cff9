namespace Moderation.Rules;

/// <summary>The figures that rules compare with. An admin changes them with a new version of the policy.</summary>
public sealed record Thresholds
{
    public static readonly Thresholds Default = new();

    /// <summary>How many times the opted-in contacts may be mailed in seven days.</summary>
    public decimal VolumeFactor { get; init; } = 3.6m;

    /// <summary>Whether the mailing that would cross the limit is itself held, not only those after it.</summary>
    public bool VolumeCountsThisMailing { get; init; }

    /// <summary>Correct mass mailings after which a person may lift the review of a new account.</summary>
    public int CorrectMailings { get; init; } = 3;

    /// <summary>The largest attachment, and the largest sum of attachments, in decoded bytes.</summary>
    public long AttachmentBytes { get; init; } = 1_048_576;
}

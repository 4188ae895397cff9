namespace Moderation.Rules;

/// <summary>The figures that rules compare with. An admin changes them with a new version of the policy.</summary>
public sealed record Thresholds
{
    public static readonly Thresholds Default = new();

    [Figure("messages per opted-in contact in seven days")]
    public decimal VolumeFactor { get; init; } = 3.6m;

    [Figure("the mailing that would cross the limit is itself held, not only those after it")]
    public bool VolumeCountsThisMailing { get; init; }

    [Figure("correct mass mailings after which a person may lift the review of a new account", Least = 3, Most = 1000)]
    public int CorrectMailings { get; init; } = 3;

    [Figure("bytes of the largest attachment, and of all together, decoded")]
    public long AttachmentBytes { get; init; } = 1_048_576;

    [Figure("bytes of HTML from which a mail is called large")]
    public long HtmlBytesLarge { get; init; } = 90 * 1024;

    [Figure("bytes of HTML from which mail programs cut it off")]
    public long HtmlBytesClipped { get; init; } = 102 * 1024;

    [Figure("spam score from which a project manager looks")]
    public double SpamScore { get; init; } = 7;

    [Figure("reputation index below which a project manager looks", Most = 100)]
    public double ReputationIndex { get; init; } = 60;

    [Figure("confidence from which the reputation index counts", Most = 1)]
    public double ReputationConfidence { get; init; } = 0.40;

    [Figure("signs of a bought list that hold together", Least = 1)]
    public int PurchaseSigns { get; init; } = 2;

    [Figure("share of recipients without a sign of life in six months that is worth a word", Most = 1)]
    public double InactiveShare { get; init; } = 0.30;

    [Figure("share of role and throw-away addresses that is worth a word", Most = 1)]
    public double RoleShare { get; init; } = 0.01;

    [Figure("mails to one contact in seven days, this one included", Least = 1)]
    public int MailsPerContact { get; init; } = 4;

    [Figure("likeness to rejected content, from 0 to 1, that holds", Most = 1)]
    public double Likeness { get; init; } = 0.90;
}

/// <summary>What a figure means, for the page on which an admin changes it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FigureAttribute(string meaning) : Attribute
{
    public string Meaning { get; } = meaning;

    /// <summary>What it cannot be below.</summary>
    public double Least { get; init; }

    /// <summary>What it cannot be above.</summary>
    public double Most { get; init; } = 1_000_000_000;
}

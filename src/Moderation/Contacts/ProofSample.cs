using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>One of a few contacts, drawn at random, for whom a project manager asks the marketer to show the consent.</summary>
public sealed class ProofSample : IOfAccount
{
    /// <summary>How many are drawn for a campaign.</summary>
    public const int Drawn = 10;

    /// <summary>Bytes of a file that shows the consent.</summary>
    public const int MostBytes = 2 * 1024 * 1024;

    /// <summary>Characters of words that explain it.</summary>
    public const int MostText = 4000;

    public required Guid AccountId { get; init; }

    /// <summary>For which it is asked.</summary>
    public required Guid CampaignId { get; init; }

    /// <summary>The contact, who may be gone when somebody looks.</summary>
    public required Guid ContactId { get; init; }
    public required string Email { get; init; }
    public required DateTimeOffset AskedAt { get; init; }
    public required string AskedBy { get; init; }
    public string? Text { get; private set; }
    public string? FileName { get; private set; }
    public byte[]? File { get; private set; }
    public DateTimeOffset? AnsweredAt { get; private set; }
    public string? AnsweredBy { get; private set; }

    /// <summary>What the marketer shows. A later answer without a file keeps the file of the one before.</summary>
    public void Answer(string? text, string? fileName, byte[]? file, string by, DateTimeOffset now)
    {
        Text = text ?? Text;
        if (file is not null)
        {
            (FileName, File) = (fileName, file);
        }

        (AnsweredAt, AnsweredBy) = (now, by);
    }
}

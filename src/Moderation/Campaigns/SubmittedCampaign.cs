using System.Text.Json;
using Moderation.Accounts;
using Moderation.Review;

namespace Moderation.Campaigns;

/// <summary>What was frozen and judged at one submission: only what became of it is written afterwards.</summary>
public sealed class SubmittedCampaign : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid CampaignId { get; init; }
    public required string ContentHash { get; init; }

    /// <summary>The frozen <see cref="Content"/> as UTF-8 JSON; its hash is recomputed before it is used.</summary>
    public required byte[] FrozenContent { get; init; }
    public required Guid SenderId { get; init; }

    /// <summary>From name of the content: what recipients know the account by, once it was sent.</summary>
    public required string FromName { get; init; }

    /// <summary><see cref="ContentSketch"/>; empty when there are too few words.</summary>
    public required int[] Sketch { get; init; }
    public required Guid ListId { get; init; }

    /// <summary>Recipients counted when it was submitted.</summary>
    public required int Recipients { get; init; }
    public required Verdict Verdict { get; init; }

    /// <summary>The judgement with its findings, as JSON.</summary>
    public required string Judgement { get; init; }
    public required int PolicyVersion { get; init; }
    public required Guid By { get; init; }
    public required string ByName { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>When a person rejected it. From then on content like it is held, whoever submits it.</summary>
    public DateTimeOffset? RejectedAt { get; set; }

    /// <summary>The same content with a later judgement: what the next reviewer sees, and what an approval then covers.</summary>
    /// <param name="judgement">Of the second look.</param>
    /// <param name="recipients">Who would get it now.</param>
    /// <param name="now">The time of the second look.</param>
    public SubmittedCampaign JudgedAgain(Judgement judgement, int recipients, DateTimeOffset now) => new()
    {
        AccountId = AccountId,
        CampaignId = CampaignId,
        ContentHash = ContentHash,
        FrozenContent = FrozenContent,
        SenderId = SenderId,
        FromName = FromName,
        Sketch = Sketch,
        ListId = ListId,
        Recipients = recipients,
        Verdict = judgement.Verdict,
        Judgement = JsonSerializer.Serialize(judgement),
        PolicyVersion = judgement.PolicyVersion,
        By = By,
        ByName = ByName,
        At = now,
    };
}

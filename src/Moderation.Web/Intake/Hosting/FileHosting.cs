using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Attachments;
using Moderation.Web.Data;
using Moderation.Web.Feedback;

namespace Moderation.Web.Intake.Hosting;

/// <summary>Takes files out of a mail and keeps them where a link leads to.</summary>
public sealed class FileHosting(ModerationDb db, PublicLinks links, TimeProvider clock)
{
    private static readonly AttachmentType Types = new();

    /// <summary>Whether links to hosted files would pass the rule that each link is https.</summary>
    public bool IsPossible => links.BaseUrl.StartsWith("https://", StringComparison.Ordinal);

    /// <summary>
    /// Hosts the largest attachments of a draft until what is left is within the limit, and takes them out of it. The caller puts
    /// the links in and saves, within one transaction.
    /// </summary>
    /// <returns>What was hosted, with the address of each.</returns>
    public async Task<IReadOnlyList<(CampaignAttachment File, string Address)>> HostAsync(Campaign campaign, long limit, string byName, CancellationToken ct)
    {
        var attachments = await db.Attachments
            .Where(a => a.AccountId == campaign.AccountId && a.CampaignId == campaign.Id)
            .OrderByDescending(a => a.Size)
            .ToListAsync(ct);
        var left = attachments.Sum(a => (long)a.Size);
        var hosted = new List<(CampaignAttachment, string)>();
        // A picture that stands in the mail is no download, and what may not be attached may not be handed out by a link either.
        foreach (var attachment in attachments.Where(a => a.ContentId is null && IsHarmless(a)))
        {
            if (left <= limit)
            {
                break;
            }

            left -= attachment.Size;
            hosted.Add((attachment, links.File(await KeepAsync(attachment, byName, ct))));
            db.Attachments.Remove(attachment);
        }

        return hosted;
    }

    private static bool IsHarmless(CampaignAttachment attachment) =>
        Types.Check(new Submission(new Content { Subject = "", Attachments = [new Attachment(attachment.Name, attachment.MediaType, null, attachment.Bytes)] }), Thresholds.Default).FirstOrDefault() is null;

    private async Task<HostedFile> KeepAsync(CampaignAttachment attachment, string byName, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var digest = SHA256.HashData(attachment.Bytes);
        // The same file may be attached twice.
        if ((db.HostedFiles.Local.FirstOrDefault(f => f.AccountId == attachment.AccountId && f.Digest.AsSpan().SequenceEqual(digest))
            ?? await db.HostedFiles.SingleOrDefaultAsync(f => f.AccountId == attachment.AccountId && f.Digest == digest, ct)) is { } known)
        {
            known.ExpiresAt = now + HostedFile.Life;
            return known;
        }

        var file = new HostedFile
        {
            // Version 4: unlike the other ids it is a secret.
            Id = Guid.NewGuid(),
            AccountId = attachment.AccountId,
            Digest = digest,
            Name = attachment.Name,
            MediaType = attachment.MediaType,
            Bytes = attachment.Bytes,
            Size = attachment.Size,
            By = byName,
            At = now,
            ExpiresAt = now + HostedFile.Life,
        };
        db.HostedFiles.Add(file);
        return file;
    }
}

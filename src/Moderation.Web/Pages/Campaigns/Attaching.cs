using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>Adds files to a draft.</summary>
internal static class Attaching
{
    /// <summary>All attachments of a campaign together.</summary>
    public const long MaxBytes = 25 * 1024 * 1024;

    public static CampaignAttachment Create(Campaign campaign, UploadedFile file) => new()
    {
        AccountId = campaign.AccountId,
        CampaignId = campaign.Id,
        Name = file.Name,
        MediaType = MediaType(file.MediaType),
        ContentId = file.ContentId,
        Bytes = file.Bytes,
        Size = file.Bytes.Length,
    };

    /// <returns>A sentence when a file was refused; null when all were added.</returns>
    public static async Task<string?> AddAsync(ModerationDb db, Campaign campaign, IReadOnlyList<IFormFile> files, CancellationToken ct)
    {
        var used = await db.Attachments.Where(a => a.AccountId == campaign.AccountId && a.CampaignId == campaign.Id).SumAsync(a => (long)a.Size, ct);
        if (used + files.Sum(file => file.Length) > MaxBytes)
        {
            return $"All attachments together may have {MaxBytes / 1_048_576} MB; with {string.Join(", ", files.Select(f => Path.GetFileName(f.FileName)))} they would have {(used + files.Sum(f => f.Length)) / 1_048_576.0:N1} MB. Put large files on your own server and link to them.";
        }

        foreach (var (file, i) in files.Select((file, i) => (file, i)))
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes, ct);
            db.Attachments.Add(Create(campaign, new UploadedFile(CampaignUpload.SafeName(file.FileName, i), file.ContentType ?? "", null, bytes.ToArray())));
        }

        return null;
    }

    // What a browser or a message claims goes into a header of the mail: anything but a plain type/subtype is replaced.
    private static string MediaType(string claimed) =>
        claimed is { Length: < 100 } && claimed.Split('/') is [{ Length: > 0 }, { Length: > 0 }] && claimed.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '+' or '-')
            ? claimed.ToLowerInvariant()
            : "application/octet-stream";
}

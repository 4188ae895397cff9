using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Preview;
using Moderation.Web.Pages.Shared.Components;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>The frozen mail as it was written, for reading: plain text, so that nothing in it is interpreted.</summary>
[Authorize(Policies.Staff)]
public sealed class SourceModel(ModerationDb db) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid accountId, Guid campaignId, string? part, CancellationToken ct)
    {
        var frozen = await (
            from campaign in db.Campaigns
            where campaign.AccountId == accountId && campaign.Id == campaignId
            join submission in db.Submissions
                on new { campaign.AccountId, Id = campaign.SubmissionId } equals new { submission.AccountId, Id = (Guid?)submission.Id }
            select submission.FrozenContent).SingleOrDefaultAsync(ct);
        if (frozen is null)
        {
            return NotFound();
        }

        var content = FrozenContent.Read(frozen);
        Response.Headers.ContentSecurityPolicy = MailPreview.ContentSecurityPolicy;
        return Content(part == "headers" ? Headers(content) : content.Html ?? "This mail has no HTML part.", "text/plain; charset=utf-8");
    }

    private static string Headers(Content content)
    {
        var text = new StringBuilder()
            .AppendLine(CultureInfo.InvariantCulture, $"From:       {content.FromName} <{content.FromAddress}>")
            .AppendLine(CultureInfo.InvariantCulture, $"Reply-To:   {content.ReplyTo?.ToString() ?? "as From"}")
            .AppendLine(CultureInfo.InvariantCulture, $"Subject:    {content.Subject}")
            .AppendLine(CultureInfo.InvariantCulture, $"Preheader:  {content.Preheader}")
            .AppendLine(CultureInfo.InvariantCulture, $"Audience:   {content.Audience}");
        foreach (var attachment in content.Attachments)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"Attachment: {attachment.Name}, {attachment.MediaType}, {Times.Bytes(attachment.Bytes.Length)}");
        }

        return text.ToString();
    }
}

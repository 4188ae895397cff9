using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Preview;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>The mail in its sandbox: the draft, or what was frozen at a submission. Members of the account and staff see it; the account filter decides.</summary>
[Authorize]
public sealed class PreviewModel(ModerationDb db, CampaignIntake intake) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid id, Guid? submission, string? part, [FromQuery(Name = "at")] string[] at, CancellationToken ct)
    {
        Moderation.Campaigns.Content content;
        if (submission is { } frozen)
        {
            var bytes = await db.Submissions.Where(s => s.CampaignId == id && s.Id == frozen).Select(s => s.FrozenContent).SingleOrDefaultAsync(ct);
            if (bytes is null)
            {
                return NotFound();
            }

            content = FrozenContent.Read(bytes);
        }
        else
        {
            var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == id, ct);
            if (campaign is null)
            {
                return NotFound();
            }

            content = await intake.ContentAsync(campaign, ct);
        }

        Response.Headers.ContentSecurityPolicy = MailPreview.ContentSecurityPolicy;
        Response.Headers.XContentTypeOptions = "nosniff";
        Response.Headers.XFrameOptions = "SAMEORIGIN";
        Response.Headers.CacheControl = "no-store";
        Response.Headers["Referrer-Policy"] = "no-referrer";
        Response.Headers["X-DNS-Prefetch-Control"] = "off";
        return Content(part == "text" ? MailPreview.Text(content) : MailPreview.Html(content, at), "text/html; charset=utf-8");
    }
}

using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Campaigns;
using Moderation.Mail.Dkim;
using Moderation.Mail.Mime;
using Moderation.Web.Intake.Preview;
using Moderation.Web.Relay.Development;

namespace Moderation.Web.Pages.Dev;

/// <summary>One message that left, as its reader gets it; Development only.</summary>
[AllowAnonymous]
public sealed class MessageModel(MailStore store, OwnKeys keys) : PageModel
{
    [FromRoute]
    public string Id { get; set; } = "";

    public MimeMessage Message { get; private set; } = null!;

    public string Header { get; private set; } = "";

    public IReadOnlyList<DkimResult> Dkim { get; private set; } = [];

    /// <summary>The http address of List-Unsubscribe.</summary>
    public string? OptOut { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (await store.ReadAsync(Id, ct) is not { } bytes)
        {
            return NotFound();
        }

        Message = MimeMessage.Parse(bytes);
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        Header = Encoding.UTF8.GetString(bytes.AsSpan(0, end < 0 ? bytes.Length : end));
        Dkim = await keys.VerifyAsync(bytes, ct);
        OptOut = Message.Headers["List-Unsubscribe"]?.Value.Trim().Split('<', '>').FirstOrDefault(part => part.StartsWith("http", StringComparison.Ordinal));
        return Page();
    }

    /// <summary>The HTML part as a response of its own, under the policy that keeps a hostile mail still.</summary>
    public async Task<IActionResult> OnGetBodyAsync(CancellationToken ct)
    {
        if (await store.ReadAsync(Id, ct) is not { } bytes)
        {
            return NotFound();
        }

        var message = MimeMessage.Parse(bytes);
        var content = new Content
        {
            Subject = message.Subject,
            Html = message.Html,
            Attachments = [.. message.Attachments.Select(a => new Attachment(a.FileName ?? "", a.MediaType, a.ContentId, a.Content))],
        };
        Response.Headers.ContentSecurityPolicy = MailPreview.ContentSecurityPolicy;
        return Content(MailPreview.Html(content, []), "text/html; charset=utf-8");
    }

    public async Task<IActionResult> OnGetSourceAsync(CancellationToken ct) =>
        await store.ReadAsync(Id, ct) is { } bytes ? File(bytes, "text/plain; charset=utf-8") : NotFound();
}

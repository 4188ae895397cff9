using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Rules;

namespace Moderation.Web.Pages.Dev;

/// <summary>The style guide; Development only.</summary>
[AllowAnonymous]
public sealed class ComponentsModel(IHostEnvironment host, TimeProvider time) : PageModel
{
    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public string Subject { get; set; } = "";

    public string List { get; set; } = "";

    public static IReadOnlyList<Finding> Findings { get; } =
    [
        new("optout.missing", Severity.Block, "The HTML part has no opt-out link.", new Where(Part.Html), [new Evidence("looked for", "{{ unsubscribe_url }}")], "Put {{ unsubscribe_url }} into a link in the footer."),
        new("account.new", Severity.Hold, "This account has 1 of 3 correct mass mailings.", new Where(Part.Account), [], "Nothing to do: a project manager looks at it."),
        new("sender.noreply", Severity.Advise, "The From address starts with noreply.", new Where(Part.Headers, null, null, "noreply@lighthouse.example"), [], "Use an address that somebody reads."),
        new("link.not-https", Severity.Hold, "\"Links\" was not checked: the name server did not answer.", null, [], "Check again later.", Unchecked: true),
    ];

    public IActionResult OnGet()
    {
        if (!host.IsDevelopment())
        {
            return NotFound();
        }

        ModelState.AddModelError(nameof(Subject), "Write a subject. A campaign without one is taken for spam.");
        return Page();
    }
}

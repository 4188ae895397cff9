using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.Relay.Development;

namespace Moderation.Web.Pages.Dev;

/// <summary>The list of what left; Development only.</summary>
[AllowAnonymous]
public sealed class MailModel(MailStore store) : PageModel
{
    public const int Size = 50;

    [FromQuery]
    public string? Q { get; set; }

    [FromQuery]
    public int Number { get; set; } = 1;

    public StoredPage Mail { get; private set; } = new([], 0);

    public void OnGet()
    {
        Number = Math.Clamp(Number, 1, 1_000_000);
        Mail = store.List(Q, (Number - 1) * Size, Size);
    }
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages;

/// <summary>Leads each person to where their work is.</summary>
[Authorize]
public sealed class HomeModel : PageModel
{
    public IActionResult OnGet()
    {
        TempData.Keep();
        return Navigation.For(User) is [var first, ..] ? LocalRedirect(first.Path) : Forbid();
    }
}

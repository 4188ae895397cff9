using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Account;

[AllowAnonymous]
public sealed class ForgotModel(PasswordReset reset) : PageModel
{
    [BindProperty, Required(ErrorMessage = "Write your e-mail address.")]
    public string Email { get; set; } = "";

    public bool Sent { get; private set; }

    public async Task OnPostAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid)
        {
            await reset.RequestAsync(Email, cancel);
            Sent = true;
        }
    }
}

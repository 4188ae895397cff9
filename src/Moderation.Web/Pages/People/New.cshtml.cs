using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.People;

/// <summary>Makes a person without a password and mails the link to choose one.</summary>
[Authorize(Policies.Admin)]
public sealed class NewModel(ModerationDb db, UserManager<AppUser> users, PasswordReset reset, TimeProvider clock) : PageModel
{
    private const int NamesOffered = 500;

    [BindProperty]
    public PersonInput Input { get; set; } = new();

    /// <summary>Offered while typing.</summary>
    public IReadOnlyList<string> AccountNames { get; private set; } = [];

    /// <param name="account">Whose marketer is to be invited.</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task OnGetAsync(Guid? account, CancellationToken ct)
    {
        if (account is { } id && await db.Accounts.Where(a => a.Id == id).Select(a => a.Name).SingleOrDefaultAsync(ct) is { } name)
        {
            Input = new PersonInput { Role = Role.Marketer, Account = name };
        }

        await OfferAsync(ct);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        Input.Check(ModelState);
        var account = ModelState.IsValid && Input.Role == Role.Marketer ? await AccountAsync(ct) : null;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        var person = new AppUser { UserName = Input.Email, Email = Input.Email, DisplayName = Input.Name ?? "", AccountId = account };
        if (ModelState.IsValid)
        {
            if (await users.FindByEmailAsync(Input.Email!) is not null)
            {
                ModelState.AddModelError("Input.Email", $"{Input.Email} is here already. Look for the address in the list of people.");
            }
            else
            {
                Keep(await users.CreateAsync(person));
            }
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            await OfferAsync(ct);
            return Page();
        }

        await users.AddToRoleAsync(person, Input.Role!);
        var detail = account is null ? $"{Input.Email}, {Input.Role}" : $"{Input.Email}, {Input.Role} of {Input.Account}";
        await db.WritePlatformAsync(User.Id(), User.DisplayName(), "person.created", person.Id, detail, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);

        var mail = await reset.SendAsync(person, ct);
        TempData[mail.Outcome == LinkMailOutcome.Sent ? "Message" : "Warning"] = mail.Outcome == LinkMailOutcome.Sent
            ? $"The invitation to {Input.Email} is sent. Its link works for three days."
            : $"{Input.Name} is here, but the invitation did not leave: {mail.Why} Mend that, then send the link again.";
        return RedirectToPage("Details", new { person.Id });
    }

    private async Task<Guid?> AccountAsync(CancellationToken ct)
    {
        var name = Input.Account!.ToLowerInvariant();
#pragma warning disable CA1862 // Translated to SQL.
        var found = await db.Accounts.Where(account => account.Name.ToLower() == name).Select(account => account.Id).Take(2).ToListAsync(ct);
#pragma warning restore CA1862
        switch (found)
        {
            case [var only]:
                return only;
            case []:
                ModelState.AddModelError("Input.Account", $"There is no account {Input.Account}. Write its whole name, or make the account first.");
                return null;
            default:
                ModelState.AddModelError("Input.Account", $"Two accounts are called {Input.Account}. Give one of them another name first.");
                return null;
        }
    }

    private void Keep(IdentityResult result)
    {
        foreach (var error in result.Errors)
        {
            ModelState.AddModelError("Input.Email", error.Description);
        }
    }

    private async Task OfferAsync(CancellationToken ct) =>
        AccountNames = await db.Accounts.OrderBy(account => account.Name).Select(account => account.Name).Take(NamesOffered).ToListAsync(ct);
}

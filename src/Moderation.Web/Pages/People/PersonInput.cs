using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Accounts;

namespace Moderation.Web.Pages.People;

/// <summary>A person as they are typed.</summary>
public sealed class PersonInput
{
    public string? Email { get; set; }
    public string? Name { get; set; }
    public string? Role { get; set; }

    /// <summary>The name of an account; for marketers only.</summary>
    public string? Account { get; set; }

    /// <summary>Trims what was typed and says what is wrong with it, as far as that can be told without looking anything up.</summary>
    public void Check(ModelStateDictionary errors)
    {
        Email = (Email ?? "").Trim();
        Name = (Name ?? "").Trim();
        Account = (Account ?? "").Trim();
        if (Email.Length is 0 or > 256 || !EmailAddress.TryParse(Email, out var address))
        {
            errors.AddModelError("Input.Email", Email.Length == 0 ? "Write the e-mail address. The invitation goes there." : $"'{Email}' is no e-mail address. Write it like ada@provider.example.");
        }
        else
        {
            Email = address.ToString();
        }

        if (Name.Length is 0 or > 200 || Name.Any(char.IsControl))
        {
            errors.AddModelError("Input.Name", Name.Length == 0 ? "Write the name that colleagues will read." : "The name has at most 200 characters, on one line.");
        }

        if (!Tenancy.Role.All.Contains(Role))
        {
            errors.AddModelError("Input.Role", "Choose a role.");
        }
        else if (Role == Tenancy.Role.Marketer && Account.Length == 0)
        {
            errors.AddModelError("Input.Account", "Write the account that the marketer works for.");
        }
        else if (Role != Tenancy.Role.Marketer && Account.Length > 0)
        {
            errors.AddModelError("Input.Account", "Staff belong to no account, else they would judge their own mail. Leave it empty, or choose the role Marketer.");
        }
    }
}

using System.Security.Claims;

namespace Moderation.Web.Tenancy;

/// <summary>Says for whom the request works, from the claims of the person who is signed in. Behind authentication, before anything reads data.</summary>
internal sealed class AccountOfRequest(RequestDelegate next)
{
    /// <summary>The claim with the account of a marketer.</summary>
    public const string AccountClaim = "account";

    public Task InvokeAsync(HttpContext context, CurrentAccount current)
    {
        var person = context.User;
        // The error page runs through here a second time, in the same scope.
        if (!current.IsSet && person.Identity is { IsAuthenticated: true })
        {
            if (Array.Exists(Role.Staff, person.IsInRole))
            {
                current.ActAsStaff();
            }
            else if (person.IsInRole(Role.Marketer) && Guid.TryParse(person.FindFirstValue(AccountClaim), out var account))
            {
                current.ActFor(account);
            }
        }

        return next(context);
    }
}

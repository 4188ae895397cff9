using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Accounts;

/// <summary>Two accounts of one name would be taken for each other in the queue.</summary>
internal static class AccountNames
{
    /// <summary>Refuses a name that another account has. One at a time until the transaction ends, so that two admins cannot both take it.</summary>
    public static async Task CheckNameAsync(this ModerationDb db, ProfileInput input, Guid? except, ModelStateDictionary errors, CancellationToken ct)
    {
        await db.LockPlatformAsync(ct);
        var name = input.Name!.ToLowerInvariant();
#pragma warning disable CA1862 // Translated to SQL.
        if (await db.Accounts.AnyAsync(account => account.Id != except && account.Name.ToLower() == name, ct))
#pragma warning restore CA1862
        {
            errors.AddModelError("Input.Name", $"There is an account {input.Name} already. Add what tells the two apart, such as a city.");
        }
    }
}

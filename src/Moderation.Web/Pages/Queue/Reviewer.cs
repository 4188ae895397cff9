using System.Security.Claims;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Queue;

/// <summary>The signed-in person who reviews.</summary>
/// <param name="Id">Of the user.</param>
/// <param name="Name">As others see it, and as it is written into decisions.</param>
/// <param name="AccountId">An account that the person belongs to; staff usually belong to none.</param>
public sealed record Reviewer(Guid Id, string Name, Guid? AccountId)
{
    public static async Task<Reviewer> OfAsync(ModerationDb db, ClaimsPrincipal person, CancellationToken ct)
    {
        var id = person.Id();
        return await db.Users.Where(user => user.Id == id)
            .Select(user => new Reviewer(user.Id, user.DisplayName, user.AccountId))
            .SingleAsync(ct);
    }
}

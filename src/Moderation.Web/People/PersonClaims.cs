using System.Security.Claims;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.People;

/// <summary>What the cookie says of a person besides Identity's own: their account, and the name that colleagues read.</summary>
internal sealed class PersonClaims(UserManager<AppUser> users, RoleManager<IdentityRole<Guid>> roles, IOptions<IdentityOptions> options)
    : UserClaimsPrincipalFactory<AppUser, IdentityRole<Guid>>(users, roles, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(AppUser user)
    {
        var claims = await base.GenerateClaimsAsync(user);
        if (user.AccountId is { } account)
        {
            claims.AddClaim(new Claim(AccountOfRequest.AccountClaim, account.ToString()));
        }

        if (user.DisplayName.Length > 0 && claims.FindFirst(claims.NameClaimType) is { } name)
        {
            claims.RemoveClaim(name);
            claims.AddClaim(new Claim(claims.NameClaimType, user.DisplayName));
        }

        return claims;
    }
}

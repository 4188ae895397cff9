using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Data.Demo;
using Moderation.Web.Tenancy;

namespace Moderation.Web.People;

/// <summary>
/// An installation without an admin lets nobody make people: <c>FirstAdmin:Email</c> and <c>FirstAdmin:Password</c> make the first.
/// The demo's admin does not count, so that whoever tried the demo first still gets their own.
/// </summary>
internal static class FirstAdmin
{
    public static async Task AddFirstAdminAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        if ((await users.GetUsersInRoleAsync(Role.Admin)).Any(admin => !DemoPeople.Has(admin.Email)))
        {
            return;
        }

        if (app.Configuration["FirstAdmin:Email"] is not { Length: > 0 } given || app.Configuration["FirstAdmin:Password"] is not { Length: > 0 } password)
        {
            if (!await users.Users.AnyAsync())
            {
                app.Logger.LogWarning("Nobody can sign in yet: start once with FirstAdmin__Email and FirstAdmin__Password to make the first admin");
            }

            return;
        }

        if (!EmailAddress.TryParse(given.Trim(), out var address))
        {
            throw new StartRefusedException($"FirstAdmin:Email is '{given}', which is no e-mail address; write it like ada@provider.example.");
        }

        var email = address.ToString();
        if (await users.FindByEmailAsync(email) is { } known)
        {
            if (await users.IsInRoleAsync(known, Role.Admin))
            {
                return;
            }

            throw new StartRefusedException($"FirstAdmin:Email is {email}, who signs in already and is no admin; give the address of somebody new.");
        }

        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var admin = new AppUser { UserName = email, Email = email, EmailConfirmed = true, DisplayName = email };
        Check(await users.CreateAsync(admin, password));
        Check(await users.AddToRoleAsync(admin, Role.Admin));
        await db.WritePlatformAsync(null, "Start", "person.first-admin", admin.Id, $"{email}, {Role.Admin}, from FirstAdmin:Email", scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow(), CancellationToken.None);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new StartRefusedException($"The first admin could not be made: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }
    }
}

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Web.People;

/// <summary>An installation without people lets nobody in: <c>FirstAdmin:Email</c> and <c>FirstAdmin:Password</c> make the first.</summary>
internal static class FirstAdmin
{
    public static async Task AddFirstAdminAsync(this WebApplication app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        if (await users.Users.AnyAsync())
        {
            return;
        }

        if (app.Configuration["FirstAdmin:Email"] is not { Length: > 0 } email || app.Configuration["FirstAdmin:Password"] is not { Length: > 0 } password)
        {
            app.Logger.LogWarning("Nobody can sign in yet: start once with FirstAdmin__Email and FirstAdmin__Password to make the first admin");
            return;
        }

        var admin = new AppUser { UserName = email, Email = email, EmailConfirmed = true, DisplayName = email };
        var result = await users.CreateAsync(admin, password);
        if (!result.Succeeded)
        {
            throw new StartRefusedException($"The first admin could not be made: {string.Join(' ', result.Errors.Select(error => error.Description))}");
        }

        await users.AddToRoleAsync(admin, Role.Admin);
    }
}

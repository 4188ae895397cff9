using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.People;

public sealed class FirstAdminTests
{
    [Theory]
    [InlineData("false", 1)]
    [InlineData("true", 2)]
    public async Task The_first_admin_is_made_and_the_admin_of_the_demo_does_not_stand_in_the_way(string demo, int admins)
    {
        await using var app = await ConsoleApp.StartAsync(("Demo:Enabled", demo), ("FirstAdmin:Email", "root@provider.example"), ("FirstAdmin:Password", ConsoleApp.Password));
        await using var scope = app.Services.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        Assert.Equal(admins, (await users.GetUsersInRoleAsync(Role.Admin)).Count);
        var root = await users.FindByEmailAsync("root@provider.example");
        await app.SignInAsync(root!);
        Assert.Equal("root@provider.example, Admin, from FirstAdmin:Email", await app.BehindTheWallsAsync("select detail from app.platform_log where position = 1"));
    }
}

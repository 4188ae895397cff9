using Microsoft.AspNetCore.Identity;
using Moderation.Accounts;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data.Demo;

/// <summary>The people of the demo. How to sign in is printed at each start, as long as the password still is the demo's.</summary>
internal sealed class DemoPeople(UserManager<AppUser> users, IConfiguration configuration)
{
    private static readonly (string Email, string Name, string Role, string Does)[] Everybody =
    [
        ("marketer@lighthouse.example", "Mara Lindt", Role.Marketer, "writes campaigns for Lighthouse Books"),
        ("marketer@harbour.example", "Henk Okoro", Role.Marketer, "writes campaigns for Second Harbour"),
        ("pm@console.example", "Petra Moreau", Role.ProjectManager, "decides on campaigns"),
        ("pm2@console.example", "Quentin Adeyemi", Role.ProjectManager, "decides as well"),
        ("admin@console.example", "Ada Berg", Role.Admin, "sees and sets everything"),
    ];

    /// <summary>Stands in this file, so everybody knows it.</summary>
    private const string BuiltInPassword = "Moderate-2026!";

    private string? GivenPassword => configuration["Demo:Password"] is { Length: > 0 } given ? given : null;

    private string Password => GivenPassword ?? BuiltInPassword;

    /// <summary>Whether this is the address of one of the demo's people.</summary>
    public static bool Has(string? email) => Array.Exists(Everybody, person => string.Equals(person.Email, email, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="StartRefusedException">Outside Development everybody could sign in with the built-in password.</exception>
    public static void RefuseBuiltInPassword(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!environment.IsDevelopment() && configuration["Demo:Password"] is null or "" or BuiltInPassword)
        {
            throw new StartRefusedException("Demo:Enabled is true, and outside Development the demo's built-in password is refused because it is public; give Demo:Password another one, or set Demo:Enabled to false.");
        }
    }

    /// <summary>An earlier start may have made people with the built-in password: they get the given one, or none.</summary>
    public async Task EndBuiltInPasswordAsync()
    {
        foreach (var (email, _, _, _) in Everybody)
        {
            if (await users.FindByEmailAsync(email) is { PasswordHash: not null } person && await users.CheckPasswordAsync(person, BuiltInPassword))
            {
                Check(await users.RemovePasswordAsync(person));
                if (GivenPassword is { } password)
                {
                    Check(await users.AddPasswordAsync(person, password));
                }
            }
        }
    }

    public async Task AddAsync(Account lighthouse, Account harbour)
    {
        foreach (var (email, name, role, _) in Everybody)
        {
            var person = new AppUser
            {
                UserName = email,
                Email = email,
                EmailConfirmed = true,
                DisplayName = name,
                AccountId = role != Role.Marketer ? null : email.EndsWith("@lighthouse.example", StringComparison.Ordinal) ? lighthouse.Id : harbour.Id,
            };
            Check(await users.CreateAsync(person, Password));
            Check(await users.AddToRoleAsync(person, role));
        }
    }

    public async Task<IReadOnlyList<string>> SignInLinesAsync()
    {
        var lines = new List<string>();
        foreach (var (email, _, role, does) in Everybody)
        {
            if (await users.FindByEmailAsync(email) is { } person && await users.CheckPasswordAsync(person, Password))
            {
                lines.Add($"  {email,-28} {Password}   {role}: {does}");
            }
        }

        return lines;
    }

    private static void Check(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new StartRefusedException($"The demo's people could not be made: {string.Join(' ', result.Errors.Select(error => error.Description))} Give a better Demo:Password, or set Demo:Enabled to false.");
        }
    }
}

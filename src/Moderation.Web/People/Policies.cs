using Microsoft.AspNetCore.Authorization;
using Moderation.Web.Tenancy;

namespace Moderation.Web.People;

/// <summary>Who may open a page: [Authorize(Policies.Staff)]. Without a word a page is for everybody who is signed in.</summary>
public static class Policies
{
    public const string Marketer = "marketer";
    public const string Staff = "staff";
    public const string Admin = "admin";

    public static void Add(AuthorizationOptions options)
    {
        options.FallbackPolicy = options.DefaultPolicy;
        options.AddPolicy(Marketer, policy => policy.RequireRole(Role.Marketer));
        options.AddPolicy(Staff, policy => policy.RequireRole(Role.Staff));
        options.AddPolicy(Admin, policy => policy.RequireRole(Role.Admin));
    }
}

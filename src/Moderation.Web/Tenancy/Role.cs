namespace Moderation.Web.Tenancy;

/// <summary>What a signed-in person may be. The names are stored.</summary>
public static class Role
{
    public const string Marketer = "Marketer";
    public const string ProjectManager = "Project manager";
    public const string Admin = "Admin";

    public static readonly string[] All = [Marketer, ProjectManager, Admin];

    /// <summary>Those who see every account.</summary>
    public static readonly string[] Staff = [ProjectManager, Admin];
}

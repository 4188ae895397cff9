using Microsoft.AspNetCore.Identity;

namespace Moderation.Web.Data;

/// <summary>A person who signs in.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    public AppUser() => Id = Guid.CreateVersion7();

    /// <summary>The account of a marketer; none for staff.</summary>
    public Guid? AccountId { get; set; }

    public string DisplayName { get; set; } = "";
}

using Microsoft.AspNetCore.Identity;

namespace Moderation.Web.Data;

/// <summary>A person who signs in.</summary>
public sealed class AppUser : IdentityUser<Guid>
{
    public AppUser() => Id = Guid.CreateVersion7();

    /// <summary>The account of a marketer; none for staff.</summary>
    public Guid? AccountId { get; set; }

    public string DisplayName { get; set; } = "";

    /// <summary>The time step (30 s since 1970) of the last authenticator code that was accepted; no code up to it works again.</summary>
    public long? LastCodeStep { get; set; }
}

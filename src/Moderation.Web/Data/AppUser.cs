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

    /// <summary>When a link to set a password was last mailed; see PasswordReset.</summary>
    public DateTimeOffset? LinkMailedAt { get; set; }

    /// <summary>The end of a lockout that has none: until an admin ends it.</summary>
    public static DateTimeOffset Forever => DateTimeOffset.MaxValue;

    /// <summary>Taken out of use by an admin.</summary>
    public bool IsDeactivated => LockoutEnd == Forever;

    /// <summary>Has not followed the link of the invitation yet.</summary>
    public bool IsInvited => PasswordHash is null;
}

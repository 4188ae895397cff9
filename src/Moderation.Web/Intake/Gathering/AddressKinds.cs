using Moderation.Contacts;

namespace Moderation.Web.Intake.Gathering;

/// <summary>What counts of an audience ask the database for, as it takes them.</summary>
internal static class AddressKinds
{
    public static readonly string[] Roles = [.. RoleAddresses.LocalParts];

    public static readonly string[] ThrowAway = [.. DisposableDomains.All];
}

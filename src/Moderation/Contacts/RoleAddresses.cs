using System.Collections.Frozen;

namespace Moderation.Contacts;

/// <summary>Mailboxes that belong to a task and not to a person, so that nobody in person can have agreed.</summary>
public static class RoleAddresses
{
    /// <summary>Local parts in lower case: those that Mailchimp refuses on import, and RFC 2142's.</summary>
    public static readonly FrozenSet<string> LocalParts = new[]
    {
        "abuse", "admin", "administrator", "billing", "compliance", "devnull", "dns", "ftp", "hostmaster", "noc", "noreply", "no-reply", "news", "postmaster",
        "privacy", "registrar", "root", "security", "spam", "support", "sysadmin", "tech", "undisclosed-recipients", "unsubscribe", "usenet", "uucp", "webmaster", "www",
    }.ToFrozenSet(StringComparer.Ordinal);
}

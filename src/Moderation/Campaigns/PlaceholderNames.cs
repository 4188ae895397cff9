using System.Collections.Frozen;

namespace Moderation.Campaigns;

/// <summary>The placeholders that a campaign may carry. Nothing else between braces is replaced.</summary>
public static class PlaceholderNames
{
    public const string UnsubscribeUrl = "unsubscribe_url";
    public const string PreferencesUrl = "preferences_url";
    public const string BrowserUrl = "browser_url";
    /// <summary>A page with the button "I want to stay", see <see cref="Contacts.Sunset"/>.</summary>
    public const string KeepUrl = "keep_url";
    public const string FirstName = "contact.first_name";
    public const string LastName = "contact.last_name";
    public const string Email = "contact.email";

    public static FrozenSet<string> All { get; } =
        FrozenSet.Create(StringComparer.Ordinal, UnsubscribeUrl, PreferencesUrl, BrowserUrl, KeepUrl, FirstName, LastName, Email);

    /// <summary>Whether the value is about the person, so that it is data somebody typed, not an address of ours.</summary>
    public static bool IsContactValue(string name) => name is FirstName or LastName or Email;
}

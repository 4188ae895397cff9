namespace Moderation.Contacts;

/// <summary>What the opt-out link of an account's mail ends. The names are stored.</summary>
public enum OptOutScope
{
    /// <summary>Everything from the account.</summary>
    Account,

    /// <summary>The list that the mail went to.</summary>
    List,

    /// <summary>What comes from the sender that the mail came from.</summary>
    Sender,
}

using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>A person whom an account may mail.</summary>
public sealed class Contact : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Email { get; init; }

    /// <summary><see cref="EmailAddress.Key"/>: unique within the account.</summary>
    public required string EmailKey { get; init; }
    public string FirstName { get; set; } = "";
    public string LastName { get; set; } = "";

    /// <summary>When and how the person agreed; a contact without it is no opt-in contact under the 3.6 principle.</summary>
    public DateTimeOffset? OptedInAt { get; set; }
    public string Source { get; set; } = "";
    public Guid? ImportId { get; set; }

    /// <summary>JSON: an object of texts, by the name of their column; bounded in number and length, without addresses and placeholders.</summary>
    public string Attributes { get; set; } = "{}";
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed class ContactList : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required string Name { get; set; }

    /// <summary>Of a group: its <see cref="ContactFilter"/> as JSON, from which its members follow. Null for a list.</summary>
    public string? Filter { get; set; }
    public required DateTimeOffset CreatedAt { get; init; }
}

public sealed class ListMembership : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required Guid ListId { get; init; }
    public required Guid ContactId { get; init; }
}

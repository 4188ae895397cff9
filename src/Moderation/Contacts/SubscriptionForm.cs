using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>A form with which people put themselves on a list: nobody is on it before the link of the confirmation mail was answered.</summary>
public sealed class SubscriptionForm : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();
    public required Guid ListId { get; init; }

    /// <summary>The heading that visitors read.</summary>
    public required string Title { get; set; }

    /// <summary>What people agree to, in the account's words: the text shown, whose hash the ledger keeps.</summary>
    public required string ConsentText { get; set; }

    /// <summary>Where the privacy text stands.</summary>
    public string PrivacyUrl { get; set; } = "";
    public string PrivacyVersion { get; set; } = "";

    /// <summary>Who the confirmation mail comes from.</summary>
    public required Guid SenderId { get; set; }
    public required string MailSubject { get; set; }

    /// <summary>Plain text above the link: no address of a page or a person, since it reaches people who have not agreed to anything.</summary>
    public required string MailText { get; set; }

    /// <summary>A form that is closed takes nobody; links already mailed still work.</summary>
    public bool IsOpen { get; set; } = true;
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Everything a visitor is shown that says what they agree to.</summary>
    public string Shown(string controller) => $"{Title}\n{ConsentText}\nResponsible: {controller}\nPrivacy: {PrivacyUrl} {PrivacyVersion}".TrimEnd();
}

/// <summary>Somebody wrote an address into a form; it becomes a contact when the person confirms.</summary>
public sealed class FormRequest : IOfAccount
{
    /// <summary>How long the link of the confirmation mail works.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(14);

    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary>Stands in the link of the confirmation mail; given by the database.</summary>
    public long Number { get; init; }
    public required Guid FormId { get; init; }
    public required string Email { get; init; }
    public required string EmailKey { get; init; }
    public required DateTimeOffset At { get; init; }
    public required string TextHash { get; init; }
    public string? PageUrl { get; init; }

    /// <summary>When the route took the mail; null while it did not, or when none was to be sent.</summary>
    public DateTimeOffset? SentAt { get; set; }
    public DateTimeOffset? ConfirmedAt { get; set; }
}

/// <summary>Words that people were shown when they agreed, by <see cref="Consent.HashOf"/>: the ledger keeps the hash, this keeps the words. Never changed.</summary>
public sealed class ShownText : IOfAccount
{
    public required Guid AccountId { get; init; }
    public required string Hash { get; init; }
    public required string Text { get; init; }
    public required DateTimeOffset At { get; init; }
}

using System.Security.Cryptography;
using System.Text;
using Moderation.Accounts;

namespace Moderation.Contacts;

/// <summary>What a row of the ledger tells. The names are stored.</summary>
public enum ConsentStep
{
    /// <summary>The person agreed, as an import or a person of the account says.</summary>
    Given,

    /// <summary>Somebody wrote the address into a form; a confirmation was asked for.</summary>
    Requested,

    /// <summary>The person pressed the button behind the link of the confirmation mail.</summary>
    Confirmed,

    /// <summary>The person wants no more mail of this purpose.</summary>
    Withdrawn,

    /// <summary>The person took a withdrawal back.</summary>
    Resumed,
}

/// <summary>How it came. The names are stored.</summary>
public enum ConsentMethod
{
    Import,
    Form,
    DoubleOptIn,
    Manual,

    /// <summary>One-click request of a mail program (RFC 8058).</summary>
    OneClick,

    /// <summary>A page behind a link of a sent mail.</summary>
    Page,

    /// <summary>A mail to the address of List-Unsubscribe.</summary>
    Mail,

    /// <summary>The button "this is spam" of a mail program, as its provider reported it (RFC 6449 §4.3.1).</summary>
    Complaint,
}

/// <summary>
/// A row of the consent ledger: evidence of one step of one person (GDPR art. 7 (1)). Rows are added and never changed; the state
/// of today is what the last row says. Nothing here points at the contact by a foreign key: evidence outlives the contact.
/// </summary>
public sealed class Consent : IOfAccount
{
    public required Guid AccountId { get; init; }
    public Guid Id { get; init; } = Guid.CreateVersion7();

    /// <summary><see cref="EmailAddress.Key"/>; after an erasure the keyed hash of it.</summary>
    public required string EmailKey { get; init; }

    /// <summary>Null when there was no contact (yet).</summary>
    public Guid? ContactId { get; init; }
    public required ConsentStep Step { get; init; }
    public required ConsentMethod Method { get; init; }

    /// <summary>When the step happened; for an import the day that its file or its declaration names.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Who is responsible towards the person (GDPR art. 4 (7)): the account's name at that time.</summary>
    public required string Controller { get; init; }

    /// <summary>What the person agreed to get, or no longer wants: a list's name, "everything from …".</summary>
    public required string Purpose { get; init; }

    /// <summary>The list, when it was about one.</summary>
    public Guid? ListId { get; init; }

    /// <summary>The form that was filled in, when there was one.</summary>
    public Guid? FormId { get; init; }

    /// <summary>Where the person agreed: the form's address, or what the import names as source.</summary>
    public string? FormUrl { get; init; }

    /// <summary><see cref="HashOf"/> of the words that the person saw.</summary>
    public string? TextHash { get; init; }

    /// <summary>Version of the privacy text that the form named.</summary>
    public string? PrivacyVersion { get; init; }

    public string? Ip { get; init; }
    public string? UserAgent { get; init; }

    /// <summary>When the route took the confirmation mail.</summary>
    public DateTimeOffset? ConfirmationSentAt { get; init; }

    /// <summary>When the button behind its link was pressed.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>The import that brought it.</summary>
    public Guid? ImportId { get; init; }

    /// <summary>The campaign whose mail led to it.</summary>
    public Guid? CampaignId { get; init; }

    /// <summary>A sentence besides: the declaration of an import, who wrote it by hand, which delivery.</summary>
    public string? Note { get; init; }

    /// <summary>When this row was written.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>SHA-256 in hexadecimal of a text that people were shown.</summary>
    public static string HashOf(string shown) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(shown)));
}

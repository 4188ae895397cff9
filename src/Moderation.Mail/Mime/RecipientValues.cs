namespace Moderation.Mail.Mime;

/// <summary>What differs from recipient to recipient. No value can hold a line break or another control character.</summary>
/// <exception cref="InvalidHeaderException">From every setter, when the value may not stand in a header.</exception>
public sealed record RecipientValues
{
    public required Mailbox To { get; init; }

    /// <summary>left@right, with or without angle brackets. Equal for each attempt at the same delivery.</summary>
    public required string MessageId { get; init => field = HeaderText.CheckId(value, "The Message-ID"); }

    public required DateTimeOffset Date { get; init; }

    /// <summary>The recipient's opt-out address; goes into List-Unsubscribe too, and must act by POST alone (RFC 8058). Null: mail that is no list mail.</summary>
    public string? UnsubscribeUrl { get; init => field = HeaderText.CheckUrl(value, "The opt-out address"); }

    /// <summary>A mailto: address beside it (RFC 2369 §3.2).</summary>
    public string? UnsubscribeMailto { get; init => field = HeaderText.CheckMailto(value); }

    public string? PreferencesUrl { get; init => field = HeaderText.CheckUrl(value, "The preferences address"); }

    public string? BrowserUrl { get; init => field = HeaderText.CheckUrl(value, "The browser address"); }

    /// <summary>Where the recipient says that they want to stay.</summary>
    public string? KeepUrl { get; init => field = HeaderText.CheckUrl(value, "The address to stay"); }

    /// <summary>The recipient's address for a <see cref="Campaigns.TrackedAddress"/> of this number. Null: mail that tracks nothing.</summary>
    public Func<int, string>? TrackedUrl { get; init; }

    public string FirstName { get; init => field = HeaderText.Check(value, "The first name"); } = "";

    public string LastName { get; init => field = HeaderText.Check(value, "The last name"); } = "";

    /// <summary>Further fields of this recipient's message.</summary>
    public IReadOnlyList<HeaderLine> Headers { get; init; } = [];
}

using Moderation.Accounts;

namespace Moderation.Mail.Dkim;

/// <summary>
/// The steps from one DKIM key to the next without a message that cannot be verified: publish the new key, sign with it once no
/// resolver can still believe that it is absent, and revoke the old one when no mail signed with it is on its way any more.
/// </summary>
/// <param name="Publish">The new key's record: put it up at once.</param>
/// <param name="SignFrom">From here on the new key signs; before, the old one.</param>
/// <param name="Revoke">The old key's record as it reads from <paramref name="RevokeFrom"/> on.</param>
/// <param name="RevokeFrom">From here on the old record says that its key is revoked.</param>
public sealed record DkimRotation(DkimRecord Publish, DateTimeOffset SignFrom, DkimRecord Revoke, DateTimeOffset RevokeFrom)
{
    /// <summary>An empty <c>p=</c> (RFC 6376 §3.6.1): the key is revoked, which says more than an absent record.</summary>
    public const string RevokedRecord = "v=DKIM1; p=";

    /// <summary>RFC 5321 §4.5.4.1 lets a queue try for four to five days; the rest is for those who verify late.</summary>
    public static readonly TimeSpan MailInFlight = TimeSpan.FromDays(7);

    /// <param name="domain">The signing domain.</param>
    /// <param name="oldSelector">Of the key in use.</param>
    /// <param name="newSelector">Of the key to come.</param>
    /// <param name="newRecord">Its record text, such as <see cref="DkimKey.TxtRecord"/>.</param>
    /// <param name="timeToLive">Of the zone's records, or of its negative answers if that is longer (RFC 2308 §5).</param>
    /// <param name="now">When the new record is put up.</param>
    /// <exception cref="ArgumentException">A selector cannot be used, both are the same, or the time to live is negative.</exception>
    public static DkimRotation Plan(DomainName domain, string oldSelector, string newSelector, string newRecord, TimeSpan timeToLive, DateTimeOffset now)
    {
        ArgumentException.ThrowIfNullOrEmpty(newRecord);
        if (string.Equals(oldSelector, newSelector, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException("A new key needs a selector of its own: mail signed with the old one is still on its way.", nameof(newSelector));
        }

        if (timeToLive < TimeSpan.Zero)
        {
            throw new ArgumentException("A time to live is not negative.", nameof(timeToLive));
        }

        var signFrom = now + timeToLive;
        return new DkimRotation(
            new DkimRecord(DkimKey.RecordName(newSelector, domain), newRecord), signFrom,
            new DkimRecord(DkimKey.RecordName(oldSelector, domain), RevokedRecord), signFrom + MailInFlight);
    }
}

/// <summary>A TXT record.</summary>
/// <param name="Name">Where it stands, without a final dot.</param>
/// <param name="Text">All of its strings joined.</param>
public sealed record DkimRecord(string Name, string Text);

using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Hygiene;

/// <summary>What a list is made of. All counts are of its people.</summary>
/// <param name="Members">Everybody on it.</param>
/// <param name="Mailable">Whom no suppression forbids.</param>
/// <param name="NewIn30">Contacts made in the last thirty days.</param>
/// <param name="NewIn90">Contacts made in the last ninety days.</param>
/// <param name="OptedOut">Who opted out.</param>
/// <param name="Bounced">Whose address does not exist.</param>
/// <param name="Complained">Who complained.</param>
/// <param name="Inactive">Who was unsubscribed for never being active.</param>
/// <param name="Role">Mailable ones at role addresses.</param>
/// <param name="Disposable">Mailable ones at throw-away addresses.</param>
/// <param name="ConsentBelow6">Mailable ones who agreed in the last six months.</param>
/// <param name="ConsentBelow24">Mailable ones who agreed six to 24 months ago.</param>
/// <param name="ConsentOlder">Mailable ones who agreed earlier.</param>
/// <param name="WithoutConsent">Mailable ones without a date.</param>
/// <param name="Mailed">Mailable ones to whom enough was sent to judge.</param>
public sealed record ListHealth(
    long Members, long Mailable, long NewIn30, long NewIn90, long OptedOut, long Bounced, long Complained, long Inactive, long Role, long Disposable,
    long ConsentBelow6, long ConsentBelow24, long ConsentOlder, long WithoutConsent, long Mailed)
{
    /// <summary>Of fewer a share says nothing.</summary>
    public const int Fewest = 20;

    /// <summary>Mailable ones who are never active; null where nobody can be seen.</summary>
    public long? NeverActive { get; init; }

    public static async Task<ListHealth> ReadAsync(ModerationDb db, ContactList list, DateTimeOffset now, CancellationToken ct)
    {
        var (month, quarter, half, old) = (now.AddDays(-30), now.AddDays(-90), now.AddMonths(-6), now.AddMonths(-24));
        var health = await db.Database.SqlQuery<ListHealth>(
            $"""
            with member as not materialized (
                select c.email_key, c.created_at, c.opted_in_at, s.reason, a.mailings_since
                from app.list_members m
                join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
                left join app.suppressions s on s.account_id = c.account_id and s.email_key = c.email_key
                left join app.contact_activity a on a.account_id = c.account_id and a.contact_id = c.id
                where m.account_id = {list.AccountId} and m.list_id = {list.Id})
            select count(*) as "Members",
                count(*) filter (where reason is null) as "Mailable",
                count(*) filter (where created_at > {month}) as "NewIn30",
                count(*) filter (where created_at > {quarter}) as "NewIn90",
                count(*) filter (where reason = {nameof(SuppressionReason.OptOut)}) as "OptedOut",
                count(*) filter (where reason = {nameof(SuppressionReason.HardBounce)}) as "Bounced",
                count(*) filter (where reason = {nameof(SuppressionReason.Complaint)}) as "Complained",
                count(*) filter (where reason = {nameof(SuppressionReason.Inactive)}) as "Inactive",
                count(*) filter (where reason is null and split_part(email_key, '@', 1) = any({AddressKinds.Roles})) as "Role",
                count(*) filter (where reason is null and split_part(email_key, '@', 2) = any({AddressKinds.ThrowAway})) as "Disposable",
                count(*) filter (where reason is null and opted_in_at > {half}) as "ConsentBelow6",
                count(*) filter (where reason is null and opted_in_at > {old} and opted_in_at <= {half}) as "ConsentBelow24",
                count(*) filter (where reason is null and opted_in_at <= {old}) as "ConsentOlder",
                count(*) filter (where reason is null and opted_in_at is null) as "WithoutConsent",
                count(*) filter (where reason is null and mailings_since is not null) as "Mailed",
                null::bigint as "NeverActive"
            from member
            """).SingleAsync(ct);
        return health with
        {
            NeverActive = await db.CanBeSeenAsync(list.AccountId, now, ct) ? await db.NeverActiveMembers(list.AccountId, list.Id, now).LongCountAsync(ct) : null,
        };
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Hygiene;

/// <summary>Who is never active, and what feeds that.</summary>
public static class Activity
{
    /// <summary>
    /// A person, not a program, opened or pressed something. Comes from a button that a person pressed, and from whatever tells people
    /// from scanners; never from a bare fetch.
    /// </summary>
    public static Task<int> EngagedAsync(this ModerationDb db, Guid account, Guid contact, Engagement how, DateTimeOffset at, CancellationToken ct)
    {
        DateTimeOffset? opened = how == Engagement.Opened ? at : null, clicked = how == Engagement.Clicked ? at : null;
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into app.contact_activity as a (account_id, contact_id, last_opened_at, last_clicked_at, mailings_since)
            select c.account_id, c.id, {opened}, {clicked}, 0 from app.contacts c where c.account_id = {account} and c.id = {contact}
            on conflict (account_id, contact_id) do update
            set last_opened_at = greatest(a.last_opened_at, excluded.last_opened_at), last_clicked_at = greatest(a.last_clicked_at, excluded.last_clicked_at),
                mailings_since = 0, counting_since = null
            """,
            ct);
    }

    /// <summary>The same of many recipients of a mailing; who is no contact any more is left out.</summary>
    public static Task<int> EngagedAsync(this ModerationDb db, Guid account, Guid campaign, IReadOnlyCollection<(int Sequence, Engagement How, DateTimeOffset At)> engaged, CancellationToken ct)
    {
        int[] sequences = [.. engaged.Select(one => one.Sequence)];
        bool[] opened = [.. engaged.Select(one => one.How == Engagement.Opened)];
        DateTime[] at = [.. engaged.Select(one => one.At.UtcDateTime)];
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into app.contact_activity as a (account_id, contact_id, last_opened_at, last_clicked_at, mailings_since)
            select c.account_id, c.id, max(x.at) filter (where x.opened), max(x.at) filter (where not x.opened), 0
            from unnest({sequences}, {opened}, {at}) as x (seq, opened, at)
            join app.deliveries d on d.account_id = {account} and d.campaign_id = {campaign} and d.seq = x.seq
            join app.contacts c on c.account_id = d.account_id and c.id = d.contact_id
            group by c.account_id, c.id
            on conflict (account_id, contact_id) do update
            set last_opened_at = greatest(a.last_opened_at, excluded.last_opened_at), last_clicked_at = greatest(a.last_clicked_at, excluded.last_clicked_at),
                mailings_since = 0, counting_since = null
            """,
            ct);
    }

    /// <summary>
    /// Whether silence of this account's people means anything: somebody was seen opening or pressing something in half a year. Where
    /// nothing can be seen, nobody is silent.
    /// </summary>
    public static Task<bool> CanBeSeenAsync(this ModerationDb db, Guid account, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - ContactActivity.Silence;
        return db.ContactActivity.AnyAsync(a => a.AccountId == account && (a.LastOpenedAt > since || a.LastClickedAt > since), ct);
    }

    /// <summary>Those whom no suppression forbids, and who are never active; <see cref="ContactActivity.IsNeverActive"/> in SQL.</summary>
    public static IQueryable<ContactActivity> NeverActive(this ModerationDb db, Guid account, DateTimeOffset now)
    {
        var since = now - ContactActivity.Silence;
        return db.ContactActivity.Where(a => a.AccountId == account && a.MailingsSince >= ContactActivity.FewestMailings
            && a.CountingSince <= since && (a.LastOpenedAt == null || a.LastOpenedAt <= since) && (a.LastClickedAt == null || a.LastClickedAt <= since));
    }

    /// <summary>Mailable members of a list who are never active.</summary>
    public static IQueryable<Contact> NeverActiveMembers(this ModerationDb db, Guid account, Guid list, DateTimeOffset now) =>
        from contact in Intake.Audience.MailableMembers(db, account, list)
        join activity in db.NeverActive(account, now) on new { contact.AccountId, contact.Id } equals new { activity.AccountId, Id = activity.ContactId }
        select contact;
}

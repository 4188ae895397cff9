using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>Who can be mailed.</summary>
public static class Audience
{
    /// <summary>Members of a list that no suppression forbids.</summary>
    public static IQueryable<Contact> MailableMembers(this ModerationDb db, Guid account, Guid list) =>
        from member in db.ListMemberships
        where member.AccountId == account && member.ListId == list
        join contact in db.Contacts on new { member.AccountId, Id = member.ContactId } equals new { contact.AccountId, contact.Id }
        where !db.Suppressions.Any(s => s.AccountId == account && s.EmailKey == contact.EmailKey)
        select contact;

    /// <summary>N of the 3.6 principle: distinct addresses opted in and mailable now.</summary>
    public static IQueryable<Contact> OptInContacts(this ModerationDb db, Guid account) =>
        db.Contacts.Where(contact => contact.AccountId == account && contact.OptedInAt != null
            && !db.Suppressions.Any(s => s.AccountId == account && s.EmailKey == contact.EmailKey));
}

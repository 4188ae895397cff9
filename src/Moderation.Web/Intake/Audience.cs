using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake;

/// <summary>
/// Who can be mailed. What only hashes name (the erased, and those whom the platform suppresses) is left to the release and the relay:
/// here it would be a hash of every contact for a count.
/// </summary>
public static class Audience
{
    /// <summary>Members of a list that no suppression forbids, and who left neither the list nor, when it is known, the sender.</summary>
    public static IQueryable<Contact> MailableMembers(this ModerationDb db, Guid account, Guid list, Guid? sender = null) =>
        from member in db.ListMemberships
        where member.AccountId == account && member.ListId == list
        join contact in db.Contacts on new { member.AccountId, Id = member.ContactId } equals new { contact.AccountId, contact.Id }
        where !db.Suppressions.Any(s => s.AccountId == account && s.EmailKey == contact.EmailKey)
            && !db.PartialOptOuts.Any(o => o.AccountId == account && o.EmailKey == contact.EmailKey && (o.ListId == list || (sender != null && o.SenderId == sender)))
        select contact;

    /// <summary>N of the 3.6 principle: distinct addresses opted in and mailable now.</summary>
    public static IQueryable<Contact> OptInContacts(this ModerationDb db, Guid account) =>
        db.Contacts.Where(contact => contact.AccountId == account && contact.OptedInAt != null
            && !db.Suppressions.Any(s => s.AccountId == account && s.EmailKey == contact.EmailKey));
}

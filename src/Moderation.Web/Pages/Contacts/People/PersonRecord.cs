using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Pages.Contacts.People;

/// <summary>Everything that an account holds about one person, in the words of the export (GDPR art. 15).</summary>
public sealed record PersonRecord
{
    private const int MailingsShown = 200;

    public required Contact Contact { get; init; }
    public required string Account { get; init; }
    public required IReadOnlyList<PersonList> Lists { get; init; }

    /// <summary>Why the address is never mailed; null when nothing forbids it.</summary>
    public required Suppression? Suppression { get; init; }
    public required IReadOnlyList<PersonOptOut> OptOuts { get; init; }

    /// <summary>The ledger, oldest first.</summary>
    public required IReadOnlyList<Consent> Consents { get; init; }
    public required IReadOnlyDictionary<string, string> Texts { get; init; }
    public required IReadOnlyList<FormRequest> Requests { get; init; }

    /// <summary>The latest first, at most 200.</summary>
    public required IReadOnlyList<PersonMailing> Mailings { get; init; }

    /// <summary>Subjects of the campaigns that any of it names.</summary>
    public required IReadOnlyDictionary<Guid, string> Campaigns { get; init; }

    /// <returns>Null when whoever asks may see no such contact.</returns>
    public static async Task<PersonRecord?> ReadAsync(ModerationDb db, Guid id, CancellationToken ct)
    {
        if (await db.Contacts.AsNoTracking().FirstOrDefaultAsync(c => c.Id == id, ct) is not { } contact)
        {
            return null;
        }

        var (account, key) = (contact.AccountId, contact.EmailKey);
        var optOuts = await (
            from o in db.PartialOptOuts.AsNoTracking()
            where o.AccountId == account && o.EmailKey == key
            orderby o.At
            select new PersonOptOut(
                o.ListId,
                o.ListId != null ? "List " + db.Lists.Where(l => l.AccountId == account && l.Id == o.ListId).Select(l => l.Name).FirstOrDefault()
                    : "Sender " + db.Senders.Where(s => s.AccountId == account && s.Id == o.SenderId).Select(s => s.Name).FirstOrDefault(),
                o.At, o.CampaignId, o.Evidence)).ToListAsync(ct);
        var lists = await (
            from m in db.ListMemberships
            where m.AccountId == account && m.ContactId == id
            join l in db.Lists on new { m.AccountId, Id = m.ListId } equals new { l.AccountId, l.Id }
            orderby l.Name
            select new PersonList(l.Id, l.Name)).ToListAsync(ct);
        var consents = await db.Consents.AsNoTracking().Where(c => c.AccountId == account && c.EmailKey == key).OrderBy(c => c.RecordedAt).ThenBy(c => c.Id).ToListAsync(ct);
        var hashes = consents.Select(c => c.TextHash).OfType<string>().Distinct().ToList();
        var mailings = await db.Database.SqlQuery<PersonMailing>(
            $"""
            select c.id as "Campaign", c.subject as "Subject", c.sending_since as "At",
                (select o.kind from app.outcomes o where o.account_id = d.account_id and o.campaign_id = d.campaign_id and o.seq = d.seq and o.month = d.month order by o.attempt desc limit 1) as "Kind",
                (select string_agg(coalesce(f.class, f.kind), ' ' order by f.at) from app.feedback f where f.account_id = d.account_id and f.campaign_id = d.campaign_id and f.seq = d.seq) as "CameBack"
            from app.deliveries d
            join app.campaigns c on c.account_id = d.account_id and c.id = d.campaign_id
            where d.account_id = {account} and d.email_key = {key}
            order by c.sending_since desc nulls first
            limit {MailingsShown}
            """).ToListAsync(ct);
        var suppression = await db.Suppressions.AsNoTracking().FirstOrDefaultAsync(s => s.AccountId == account && s.EmailKey == key, ct);
        var named = consents.Select(c => c.CampaignId).Concat(optOuts.Select(o => o.CampaignId)).Append(suppression?.CampaignId).OfType<Guid>().Distinct().ToList();
        return new PersonRecord
        {
            Contact = contact,
            Account = await db.Accounts.Where(a => a.Id == account).Select(a => a.Name).SingleAsync(ct),
            Lists = lists,
            Suppression = suppression,
            OptOuts = optOuts,
            Consents = consents,
            Texts = await db.ShownTexts.Where(t => t.AccountId == account && hashes.Contains(t.Hash)).ToDictionaryAsync(t => t.Hash, t => t.Text, ct),
            Requests = await db.FormRequests.AsNoTracking().Where(r => r.AccountId == account && r.EmailKey == key).OrderBy(r => r.At).ToListAsync(ct),
            Mailings = mailings,
            Campaigns = await db.Campaigns.Where(c => c.AccountId == account && named.Contains(c.Id)).ToDictionaryAsync(c => c.Id, c => c.Subject, ct),
        };
    }

    /// <summary>What imports said besides, by name.</summary>
    public IReadOnlyDictionary<string, JsonElement> Attributes => JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(Contact.Attributes) ?? [];

    /// <summary>A campaign's subject; empty when there is none.</summary>
    public string Subject(Guid? campaign) => campaign is { } id ? Campaigns.GetValueOrDefault(id, "a campaign that is gone") : "";
}

public sealed record PersonList(Guid Id, string Name);

/// <param name="ListId">When it is about a list.</param>
/// <param name="What">"List …" or "Sender …".</param>
/// <param name="At">When.</param>
/// <param name="CampaignId">From which campaign.</param>
/// <param name="Evidence">How.</param>
public sealed record PersonOptOut(Guid? ListId, string What, DateTimeOffset At, Guid? CampaignId, string Evidence);

/// <param name="Campaign">Its id.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="At">When it began to be sent.</param>
/// <param name="Kind">The last outcome's kind, as <see cref="Relay.OutcomeKind"/>; null while there is none.</param>
/// <param name="CameBack">Names of <see cref="Moderation.Delivery.BounceKind"/>, or "Complaint"; null when nothing came back.</param>
public sealed record PersonMailing(Guid Campaign, string Subject, DateTimeOffset? At, short? Kind, string? CameBack);

using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Hygiene;

/// <summary>What an account does with those of a list who are never active. In a transaction of the caller.</summary>
public sealed class Sunsetting(ModerationDb db)
{
    /// <summary>Takes them off everything that the account sends.</summary>
    /// <returns>How many.</returns>
    public async Task<int> UnsubscribeAsync(ContactList list, (Guid Id, string Name) by, DateTimeOffset now, CancellationToken ct)
    {
        var keys = db.NeverActiveMembers(list.AccountId, list.Id, now).Select(c => c.EmailKey);
        var count = await InactiveSuppressions.AddAsync(db, list.AccountId, await keys.ToArrayAsync(ct), null, $"inactive: at least {ContactActivity.FewestMailings} mailings and {ContactActivity.Silence.TotalDays:0} days without a sign of life; {by.Name} unsubscribed the never active of {list.Name}", now, ct);
        await db.WriteAsync(list.AccountId, by.Id, by.Name, "contacts.inactive-unsubscribed", null, $"{count:N0} of {list.Name}", now, ct);
        return count;
    }

    /// <summary>Makes the last mailing as a draft, to a list of those who are asked. It is reviewed like any other.</summary>
    /// <exception cref="InvalidOperationException">Nobody is to be asked.</exception>
    public async Task<Sunset> AskAsync(ContactList list, (Guid Id, string Name) by, DateTimeOffset now, CancellationToken ct)
    {
        var account = list.AccountId;
        var members = await db.NeverActiveMembers(account, list.Id, now).Select(c => c.Id).ToArrayAsync(ct);
        if (members.Length == 0)
        {
            throw new InvalidOperationException("Nobody of this list is never active.");
        }

        var asked = new ContactList { AccountId = account, Name = await NameAsync($"Last chance: {list.Name}"[..Math.Min(180, $"Last chance: {list.Name}".Length)] + $", {now.UtcDateTime:d MMM yyyy}", ct), CreatedAt = now };
        var senders = await db.Senders.Where(s => s.AccountId == account).OrderBy(s => s.CreatedAt).Select(s => (Guid?)s.Id).Take(2).ToListAsync(ct);
        var campaign = new Campaign { AccountId = account, CreatedBy = by.Id, CreatedAt = now };
        campaign.Edit(new CampaignDraft(LastChance.Subject, LastChance.Preheader, LastChance.Html, LastChance.Text, senders is [var sender] ? sender : null, asked.Id, SendAt: null), by.Id, now);
        var sunset = new Sunset { AccountId = account, ListId = list.Id, AskedListId = asked.Id, CampaignId = campaign.Id, By = by.Name, StartedAt = now };
        db.AddRange(asked, campaign, sunset);
        await db.WriteAsync(account, by.Id, by.Name, "contacts.sunset-started", campaign.Id, $"{members.Length:N0} of {list.Name}", now, ct);
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"insert into app.list_members (account_id, list_id, contact_id) select {account}, {asked.Id}, m from unnest({members}) m on conflict do nothing", ct);
        return sunset;
    }

    private async Task<string> NameAsync(string wanted, CancellationToken ct)
    {
        var name = wanted;
        for (var i = 2; await db.Lists.AnyAsync(l => l.Name == name, ct); i++)
        {
            name = $"{wanted} ({i})";
        }

        return name;
    }
}

/// <summary>Suppressions of those who are never active.</summary>
internal static class InactiveSuppressions
{
    /// <returns>How many were not suppressed before.</returns>
    public static Task<int> AddAsync(ModerationDb db, Guid account, string[] keys, Guid? campaign, string evidence, DateTimeOffset now, CancellationToken ct)
    {
        // In the order of the key, so that two writers never wait for each other.
        Array.Sort(keys, StringComparer.Ordinal);
        var ids = Array.ConvertAll(keys, _ => Guid.CreateVersion7(now));
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence)
            select {account}, k.id, k.key, {nameof(SuppressionReason.Inactive)}, {now}, {campaign}, {evidence}
            from unnest({ids}, {keys}) as k (id, key)
            on conflict (account_id, email_key) do nothing
            """,
            ct);
    }
}

using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Senders;
using Moderation.Web.Intake;
using Moderation.Web.Intake.Gathering;
using Moderation.Web.Relay;

namespace Moderation.Web.Data.Demo;

/// <summary>
/// A sending domain, a sender, a list and a draft for each demo account, so that a newcomer can press Check-up at once;
/// and one campaign that waits in the queue.
/// </summary>
internal sealed class DemoCampaigns(ModerationDb db, SendingKeys keys, CampaignIntake intake)
{
    /// <summary>Lighthouse has newsletters that nothing is wrong with, one of them submitted; Second Harbour has one with things to mend.</summary>
    public async Task AddAsync(Account lighthouse, AppUser lighthouseAuthor, Account harbour, AppUser harbourAuthor, DateTimeOffset now)
    {
        var autumn = await AddAsync(lighthouse, lighthouseAuthor, "lighthouse.example", "Lighthouse Books", "letters", "Newsletter readers", 1200,
            new Letter("Autumn letter from the lighthouse", "Storm reading, the long tables are back, and an evening with Ines Caldera.", Read("lighthouse.html"), Read("lighthouse.txt")), now);
        await AddAsync(harbour, harbourAuthor, "harbour.example", "Second Harbour", "letters", "Trip letters", 340,
            new Letter("Four berths left for the spring passage", "Ten days along the outer islands, from 17 April.", Read("harbour.html"), ""), now);
        await db.SaveChangesAsync();

        var evening = new Campaign { AccountId = lighthouse.Id, CreatedBy = lighthouseAuthor.Id, CreatedAt = now };
        evening.Edit(new CampaignDraft("An evening with Ines Caldera", "She reads, we pour. Two chairs are yours.", autumn.Html, autumn.Text, autumn.SenderId, autumn.ListId, SendAt: null), lighthouseAuthor.Id, now);
        db.Campaigns.Add(evening);
        await db.SaveChangesAsync();
        var submitted = await intake.SubmitAsync(evening, NetworkFacts.None, lighthouseAuthor.Id, lighthouseAuthor.DisplayName, CancellationToken.None);
        await db.WriteAsync(lighthouse.Id, lighthouseAuthor.Id, lighthouseAuthor.DisplayName, "campaign.submitted", evening.Id, $"{submitted.Verdict}; {submitted.Recipients:N0} recipients.", submitted.At, CancellationToken.None);
        await db.SaveChangesAsync();
    }

    private async Task<Campaign> AddAsync(Account account, AppUser author, string domainName, string senderName, string mailbox, string listName, int contacts, Letter letter, DateTimeOffset now)
    {
        var domain = keys.Create(account.Id, DomainName.Parse(domainName), now);
        var sender = new Sender
        {
            AccountId = account.Id,
            Name = senderName,
            Email = EmailAddress.Parse($"{mailbox}@{domainName}"),
            SendingDomainId = domain.Id,
            CreatedAt = now,
        };
        var list = new ContactList { AccountId = account.Id, Name = listName, CreatedAt = now };
        var people = DemoContacts.Make(account.Id, contacts, now).ToList();
        var campaign = new Campaign { AccountId = account.Id, CreatedBy = author.Id, CreatedAt = now };
        campaign.Edit(new CampaignDraft(letter.Subject, letter.Preheader, letter.Html, letter.Text, sender.Id, list.Id, SendAt: null), author.Id, now);
        db.AddRange(domain, sender, list, campaign);
        await db.SaveChangesAsync();
        db.Contacts.AddRange(people);
        db.ListMemberships.AddRange(people.Select(person => new ListMembership { AccountId = account.Id, ListId = list.Id, ContactId = person.Id }));
        return campaign;
    }

    private static string Read(string name)
    {
        using var stream = typeof(DemoCampaigns).Assembly.GetManifestResourceStream($"Moderation.Web.Data.Demo.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private sealed record Letter(string Subject, string Preheader, string Html, string Text);
}

using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Purchase;

/// <summary>Lists that a test makes, with the import that brought them.</summary>
internal static class ListOf
{
    /// <param name="world">Whose account it is.</param>
    /// <param name="name">Of the list.</param>
    /// <param name="addresses">In the order of the file; a millisecond apart.</param>
    /// <param name="consent">Of the address at that place.</param>
    public static async Task<(ContactList List, Import Import)> AddAsync(this MarketerWorld world, string name, IReadOnlyList<string> addresses, Func<int, DateTimeOffset?> consent)
    {
        var now = world.App.Clock.GetUtcNow();
        var list = new ContactList { AccountId = world.Lighthouse.Id, Name = name, CreatedAt = now };
        var import = new Import { AccountId = list.AccountId, ListId = list.Id, FileName = name + ".csv", Declaration = "Our own", By = "Ada", StartedAt = now, FinishedAt = now, State = ImportState.Finished, Rows = addresses.Count, Added = addresses.Count };
        await world.SaveAsync([list]);
        await world.SaveAsync([import]);
        await world.SaveAsync(addresses.SelectMany((address, i) =>
        {
            var contact = new Contact { AccountId = list.AccountId, Id = Guid.CreateVersion7(now.AddMilliseconds(i)), Email = address, EmailKey = address, OptedInAt = consent(i), Source = name, ImportId = import.Id, CreatedAt = now.AddMilliseconds(i) };
            return new object[] { contact, new ListMembership { AccountId = list.AccountId, ListId = list.Id, ContactId = contact.Id } };
        }));
        return (list, import);
    }

    public static async Task<IReadOnlyList<PurchaseSign>> SignsAsync(this MarketerWorld world, ContactList list) =>
        (await world.CheckAsync(list)).Submission.Audience!.PurchaseSigns.Value;

    public static async Task<Moderation.Web.Intake.CheckUp> CheckAsync(this MarketerWorld world, ContactList list)
    {
        var now = world.App.Clock.GetUtcNow();
        var campaign = new Campaign { AccountId = list.AccountId, CreatedBy = world.Author.Id, CreatedAt = now };
        campaign.Edit(new CampaignDraft("A letter", "", "<p>Hello <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>", "", world.Sender.Id, list.Id, SendAt: null), world.Author.Id, now);
        return await world.App.AsAccountAsync(list.AccountId, services => services.CheckUpAsync(campaign));
    }

    /// <summary>Names as people have them, none twice, in no order.</summary>
    public static List<string> People(int count, int seed)
    {
        var random = new Random(seed);
        string[] first = ["anna", "ben", "carla", "david", "eva", "frank", "greta", "hugo", "ines", "jan", "karin", "leo", "maria", "nils", "olga", "paul", "rita", "sven", "tina", "uwe"];
        string[] last = ["adler", "bauer", "conti", "dahl", "ebert", "fuchs", "graf", "haas", "iversen", "jansen", "keller", "lang", "maier", "novak", "otto", "peters", "rossi", "simon", "thoma", "wolf"];
        string[] at = ["post.example", "mail.example", "home.example", "letters.example"];
        var all = (from f in first from l in last from a in at select $"{f}.{l}@{a}").ToArray();
        random.Shuffle(all);
        return [.. all.Take(count)];
    }
}

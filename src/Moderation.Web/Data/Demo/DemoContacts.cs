using Moderation.Accounts;
using Moderation.Contacts;

namespace Moderation.Web.Data.Demo;

/// <summary>Readers who do not exist, at domains that cannot (RFC 2606), each with evidence of consent. The same ones at every start.</summary>
internal static class DemoContacts
{
    private static readonly string[] First =
    [
        "Ada", "Bruno", "Carla", "Dimitri", "Elif", "Farid", "Greta", "Hana", "Igor", "Joana", "Kofi", "Lena", "Marek", "Nadia", "Oskar",
        "Priya", "Quinn", "Rosa", "Sven", "Tomasz", "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoë", "Aroha", "Björn", "Chiara", "Daniel",
    ];

    private static readonly string[] Last =
    [
        "Abbott", "Berg", "Castillo", "Dahl", "Eriksen", "Fontaine", "Grabowski", "Haas", "Ivanov", "Jansen", "Kowalska", "Lindqvist", "Moreau",
        "Novak", "Okafor", "Petrov", "Quist", "Romano", "Schmidt", "Tanaka", "Ueda", "Varga", "Wagner", "Xu", "Yilmaz", "Zielinska", "Almeida",
        "Brandt", "Costa", "Duarte", "Engel", "Ferreira", "Gupta", "Holm", "Ito", "Jovic", "Keller", "Larsen", "Mensah", "Nagy",
    ];

    private static readonly string[] Domains = ["mailbox.example", "post.example", "letters.example", "inbox.example", "home.example"];

    private static readonly string[] Sources = ["Newsletter form on the website", "Card at the till", "Box ticked at an order"];

    /// <param name="account">Whose contacts they are.</param>
    /// <param name="count">At most 1,200: every pair of names once.</param>
    /// <param name="now">They agreed in the three years before.</param>
    public static IEnumerable<Contact> Make(Guid account, int count, DateTimeOffset now)
    {
        for (var i = 0; i < count; i++)
        {
            var first = First[i % First.Length];
            var last = Last[i / First.Length % Last.Length];
            var email = EmailAddress.Parse($"{Ascii(first)}.{Ascii(last)}@{Domains[i * 7 % Domains.Length]}".ToLowerInvariant());
            yield return new Contact
            {
                AccountId = account,
                Email = email.ToString(),
                EmailKey = email.Key,
                FirstName = first,
                LastName = last,
                OptedInAt = now.AddDays(-20 - (i * 37 % 1060)).AddMinutes(-(i * 11 % 1440)),
                Source = Sources[i * 5 % Sources.Length],
                CreatedAt = now,
            };
        }
    }

    private static string Ascii(string name) => name.Replace("ö", "o", StringComparison.Ordinal).Replace("ë", "e", StringComparison.Ordinal);
}

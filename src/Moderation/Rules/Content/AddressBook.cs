using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>No invitation to add the sender to the contacts.</summary>
public sealed class AddressBook : IRule
{
    private static readonly Phrases Invitations = new(
    [
        // en
        "address book", "addressbook", "to your contacts", "to contacts", "your contact list", "to your safe", "safe sender", "safe list", "safelist", "whitelist", "allowlist", "trusted sender", "to your primary", "to your approved", "as a contact",
        // de
        "adressbuch", "zu ihren kontakten", "zu deinen kontakten", "in ihre kontakte", "in deine kontakte", "als kontakt", "sicheren absender", "sichere absender",
        // fr
        "carnet d'adresse", "a vos contacts", "a tes contacts", "liste de contacts", "dans vos contacts", "expediteurs autorises", "expediteurs approuves", "liste blanche",
        // es
        "libreta de direcciones", "agenda de direcciones", "lista de contactos", "a tus contactos", "a sus contactos", "remitentes seguros", "lista blanca",
        // it
        "rubrica", "ai tuoi contatti", "ai contatti", "ai vostri contatti", "tra i contatti", "mittenti attendibili", "mittenti sicuri",
        // pl
        "ksiazki adresowej", "ksiazce adresowej", "do kontaktow", "do listy kontaktow", "do swoich kontaktow", "zaufanych nadawcow", "bezpiecznych nadawcow",
        // nl
        "adresboek", "aan je contacten", "aan uw contacten", "contactenlijst", "veilige afzender",
        // pt
        "catalogo de enderecos", "lista de enderecos", "livro de enderecos", "aos seus contatos", "aos seus contactos", "lista de contatos", "lista de contactos", "remetentes seguros",
        // sv, da, no, fi, cs, hu, ro, ru
        "adressbok", "adressebog", "adressebok", "osoitekirja", "adresare", "kontaktu", "cimjegyzek", "agenda dvs", "lista de contacte", "адресную книгу", "в контакты", "アドレス帳", "连系人", "联系人", "通讯录",
    ]);

    public RuleInfo Info { get; } = new(
        "content.address-book",
        "No invitation to add the sender to the contacts",
        "Mail from a sender whom the reader has among the contacts goes to the inbox, with its pictures.",
        "Add a sentence such as: \"Add news@your-domain to your contacts, so that our letters reach you.\"",
        Severity.Advise,
        Needs.Content,
        "Common practice.")
    {
        Examples = [new("A footer with nothing but an opt-out link", "So that this letter finds you, add letters@lighthouse.example to your contacts.")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (!submission.IsFooterExpected || Invitations.StandIn(submission.FoldedText) || Invitations.StandIn(submission.FoldedHtml))
        {
            yield break;
        }

        yield return new Finding(Info.Code, Info.Severity, "Nothing invites the reader to add your address to the contacts.", Footer.Of(submission),
            [new Evidence("looked for", "\"address book\", \"your contacts\", \"safe senders\" and the like in 16 languages")],
            submission.Content.FromAddress is { } from ? $"Add a sentence such as: \"Add {from} to your contacts, so that our letters reach you.\"" : Info.Fix);
    }
}

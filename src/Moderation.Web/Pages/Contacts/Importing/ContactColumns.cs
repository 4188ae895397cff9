namespace Moderation.Web.Pages.Contacts.Importing;

/// <summary>Which column of a file holds what; found by the names in its first line, in the languages that exports come in.</summary>
internal sealed record ContactColumns(int Email, int? FirstName, int? LastName, int? OptedIn, int? Source)
{
    private static readonly string[] EmailNames = ["email", "emailaddress", "mail", "mailaddress", "emailadresse", "adresemail", "courriel", "correo", "correoelectronico", "indirizzoemail", "emailadres", "epost", "address"];
    private static readonly string[] FirstNames = ["firstname", "first", "fname", "givenname", "forename", "imię", "imie", "prénom", "prenom", "vorname", "nombre", "nome", "voornaam"];
    private static readonly string[] LastNames = ["lastname", "last", "lname", "surname", "familyname", "nazwisko", "nom", "nachname", "apellido", "apellidos", "cognome", "achternaam"];
    private static readonly string[] OptedInNames = ["optedinat", "optedin", "optin", "optinat", "optindate", "optintime", "consent", "consentat", "consentdate", "consenttime", "subscribedat", "subscribed", "subscriptiondate", "confirmtime", "confirmedat", "zgoda", "datazgody", "signupdate", "signedupat"];
    private static readonly string[] SourceNames = ["source", "optinsource", "consentsource", "signupsource", "form", "źródło", "zrodlo", "quelle", "origen", "fonte"];

    /// <summary>Null when no column holds an address.</summary>
    public static ContactColumns? Find(string[] header)
    {
        var names = header.Select(Simplify).ToList();
        return Index(names, EmailNames) is { } email
            ? new ContactColumns(email, Index(names, FirstNames), Index(names, LastNames), Index(names, OptedInNames), Index(names, SourceNames))
            : null;
    }

    private static int? Index(List<string> header, string[] names) =>
        names.Select(name => header.IndexOf(name)).Where(at => at >= 0).Select(at => (int?)at).FirstOrDefault();

    // "E-mail Address", "e_mail address" and "EMAILADDRESS" are one name.
    private static string Simplify(string name) => string.Concat(name.Where(char.IsLetter)).ToLowerInvariant();
}

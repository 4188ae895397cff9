using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>No postal address and no company data by which a reader learns who sends this.</summary>
public sealed partial class SenderIdentity : IRule
{
    // A number on one side or the other makes it an address: "4 Harbour Quay", "Hafenstraße 4".
    private const int Near = 24;

    private const char PostalMark = '〒';

    // Where a footer can be; whoever writes the address above is found in a shorter mail as well.
    private const int FooterLength = 2_500;

    private static readonly Phrases Company = new(
    [
        // Registers and tax numbers
        "registered in", "registered office", "registered company", "company no", "company number", "company reg", "reg. no", "vat no", "vat number", "vat reg", "vat:", "vat id", "tax id", "charity no", "registered charity", "abn ", "abn:", "acn ",
        "handelsregister", "amtsgericht", "hrb ", "hra ", "ust-id", "ust.-id", "ustid", "uid-nr", "umsatzsteuer", "geschaftsfuhrer", "vertreten durch", "steuernummer", "firmenbuch", "impressum:",
        "siret", "siren ", "siren:", "rcs ", "r.c.s", "capital social", "societe anonyme", "tva intracom", "numero de tva",
        "p.iva", "p. iva", "partita iva", "c.f.", "codice fiscale", "capitale sociale", "sede legale", "registro imprese", "rea ",
        "cif ", "cif:", "nif ", "nif:", "c.i.f", "registro mercantil", "domicilio social",
        "nip ", "nip:", "regon", "krs ", "krs:", "kapital zakladowy", "sad rejonowy", "z siedziba",
        "kvk", "btw-nummer", "btw nr", "btw-nr", "nipc", "contribuinte", "cnpj", "ico:", "ico ", "dic:", "cvr", "org.nr", "org nr", "organisationsnummer", "orgnr", "y-tunnus", "cegjegyzek", "adoszam", "инн", "огрн", "едрпоу", "事業者", "統一編號",
        // Forms
        "gmbh", "gesmbh", "mbh", "e.v.", "e. v.", "e.k.", "kgaa", "ohg", "inc.", "ltd", "llc", "l.l.c", "plc", "llp", "limited", "incorporated", "corporation", "corp.", "pty", "s.r.l", "srl", "s.p.a", "s.n.c", "sp. z o.o", "sp.z o.o", "spolka", "s.a.s", "sarl", "s.a.r.l", "s.a.", "s.l.", "s.l.u", "b.v.", "bvba", "n.v.", "aktiebolag", "oyj", "a/s", "aps", "s.r.o", "spol. s", "kft", "zrt", "nyrt", "bt.", "d.o.o", "d.d.", "lda", "ltda", "eireli", "a.s.", "a.ş.", "ооо", "тов ", "株式会社", "有限公司",
        // Addresses without a number near them
        "p.o. box", "po box", "p.o.box", "postfach", "casella postale", "boite postale", "apartado", "skrytka pocztowa", "postbus", "caixa postal", "our address", "postal address", "mailing address", "postanschrift", "anschrift",
    ]);

    private static readonly FrozenSet<string> Streets = FrozenSet.Create(StringComparer.Ordinal,
        "street", "st", "road", "rd", "avenue", "ave", "boulevard", "blvd", "drive", "lane", "ln", "court", "square", "sq", "suite", "ste", "floor", "quay", "way", "parkway", "pkwy", "highway", "terrace", "crescent", "building", "broadway", "wharf", "mews", "alley",
        "str", "strasse", "straße", "platz", "allee", "ring", "rue", "av", "bd", "chemin", "quai", "impasse", "cedex", "via", "viale", "piazza", "corso", "largo", "vicolo", "calle", "avda", "avenida", "plaza", "paseo", "carrer", "poligono",
        "ul", "ulica", "ulicy", "aleja", "aleje", "al", "plac", "os", "rua", "praca", "travessa", "estrada", "rodovia", "plein", "utca", "ter", "strada", "bulevardul", "bul", "namesti", "ulice", "улица", "ул", "пер", "вул", "οδος", "cad", "sok", "mah");

    // Compounds: Hafenstraße, Damrakstraat, Storgatan.
    private static readonly string[] StreetEndings = ["straße", "strasse", "str", "straat", "gasse", "weg", "laan", "kade", "gracht", "gatan", "vagen", "vej", "gade", "katu", "platz", "allee", "damm", "ufer"];

    public RuleInfo Info { get; } = new(
        "content.sender-identity",
        "No address or company data",
        "Readers have a right to know who writes to them, and trust a mail more when they do. Most countries ask for it by law.",
        "Write the name and the postal address of your company below the mail.",
        Severity.Advise,
        Needs.Content,
        "Directive 2000/31/EC art. 5 and 6; CAN-SPAM Act § 5(a)(5); § 5 DDG.")
    {
        Examples = [new("© Lighthouse", "Lighthouse Books, 4 Harbour Quay, Port Ellery")],
    };

    // Codes of post offices: of the US, Britain, Canada and the Netherlands, and those of four to seven digits before a town.
    [GeneratedRegex(@"\b[A-Z]{2}\.?,? +\d{5}(-\d{4})?\b|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b(\d{4,5}|\d{4} ?[A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{5}-\d{3}|\d{3} \d{2}),? +\p{Lu}\p{L}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PostCode { get; }

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (!submission.IsFooterExpected || IsNamed(submission.Html?.Text.Text, submission.FoldedHtml) || IsNamed(submission.Content.Text, submission.FoldedText))
        {
            yield break;
        }

        yield return new Finding(Info.Code, Info.Severity, "The mail names neither a postal address nor a company behind it.", Footer.Of(submission),
            [new Evidence("looked for", "streets with a number, post codes, company forms, registers and tax numbers, as they are written in 25 countries")], Info.Fix);
    }

    private static bool IsNamed(string? text, FoldedText folded)
    {
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        var from = Math.Max(0, folded.Text.Length - FooterLength);
        return Company.IndexIn(folded, from) >= 0
            || folded.Text.AsSpan(from).Contains(PostalMark)
            || HasStreet(folded, from)
            || PostCode.Matches(text[^Math.Min(text.Length, FooterLength)..]).Any(code => !IsYear(code.ValueSpan));
    }

    private static bool HasStreet(FoldedText folded, int from)
    {
        var text = folded.Text.AsSpan();
        foreach (var word in folded.Words)
        {
            if (word.Start >= from && word.Length >= 2 && IsStreet(text.Slice(word.Start, word.Length)) && HasNumber(text, word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStreet(ReadOnlySpan<char> word)
    {
        if (Streets.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word))
        {
            return true;
        }

        foreach (var ending in StreetEndings)
        {
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasNumber(ReadOnlySpan<char> folded, FoldedWord word)
    {
        var around = folded[Math.Max(0, word.Start - Near)..Math.Min(folded.Length, word.End + Near)];
        for (var i = 0; i < around.Length; i++)
        {
            var from = i;
            while (i < around.Length && char.IsAsciiDigit(around[i]))
            {
                i++;
            }

            if (i > from && !IsYear(around[from..i]))
            {
                return true;
            }
        }

        return false;
    }

    // "© 2026 Lighthouse" is no post code.
    private static bool IsYear(ReadOnlySpan<char> number) =>
        number.Length >= 4 && number[..2] is "19" or "20" && char.IsAsciiDigit(number[2]) && char.IsAsciiDigit(number[3]) && (number.Length == 4 || !char.IsAsciiDigit(number[4]));
}

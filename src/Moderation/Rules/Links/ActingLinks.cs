using System.Text.RegularExpressions;
using Moderation.Rules.OptOut;

namespace Moderation.Rules.Links;

/// <summary>
/// Links that may act for the reader when they are fetched: opt-outs, preferences, confirmations. Servers should act on POST only
/// (RFC 9110 §9.2.1), many do on GET.
/// </summary>
internal static class ActingLinks
{
    // At the beginning of a step of the path, of a name or a value of the query: "/confirm/1", not "/how-to-confirm".
    private static readonly Regex Address = new(
        @"[/?&=;#](?:(?:e-?mail|account|address|newsletter|subscription|subscriber|mailing|user|do|re)[-_]?)?(?:confirm|verif(?:y|ication|izier)|activat|deactivat|validat|double-?_?opt|opt-?_?in\b|opt-?_?out|preferences?\b|rsvp|vote\b|approve|decline|potwierd|bestaetig|weryfik)",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking);

    private static readonly string[] Phrases =
    [
        "confirm", "verify your", "verify my", "activate your", "activate my", "validate your", "rsvp", "potwierdź", "potwierdz", "zweryfikuj", "aktywuj", "bestätig", "verifizier",
        "je confirme", "vérifier mon", "vérifier votre", "activer mon", "activer votre", "conferma", "verifica il tuo", "verifica la tua", "bevestig", "bekräfta", "bekræft", "bekreft",
        "vahvista", "potvrdi", "potvrďte", "megerősít", "confirmă", "подтверд", "підтверд", "потвърд", "επιβεβαί", "doğrula", "onayla", "确认", "確認", "인증", "تأكيد",
    ];

    public static bool May(MailLink link) => MayByAddress(link.Address) || MayByWords(link.Words()) || Wording.Reads(link.Around());

    private static bool MayByAddress(string address) => Wording.ReadsAsAddress(address) || Address.IsMatch(address);

    private static bool MayByWords(string words) =>
        words.Length > 0 && (Wording.Reads(words) || Array.Exists(Phrases, phrase => words.Contains(phrase, StringComparison.OrdinalIgnoreCase)));
}

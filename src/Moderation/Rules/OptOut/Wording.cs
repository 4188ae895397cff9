using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Moderation.Rules.OptOut;

/// <summary>Words by which people know an opt-out link, in the languages of the newsletters we have seen.</summary>
public static partial class Wording
{
    // Lower case and without accents: that is how the text is compared. A phrase matches anywhere in it,
    // except that letters of the Latin, Greek and Cyrillic scripts must begin at the beginning of a word.
    private static readonly FrozenDictionary<string, string[]> ByLanguage = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["en"] = ["unsubscrib", "opt out", "opt-out", "optout", "stop receiving", "no longer wish to receive", "no longer want to receive", "don't want to receive", "remove me from", "leave this list", "leave the list", "stop these emails", "cancel your subscription", "cancel subscription", "email preferences", "manage your subscription", "manage subscription", "manage preferences", "subscription preferences"],
        ["bg"] = ["отпиш", "отписван", "прекратяване на абонамент"],
        ["ca"] = ["donar-se de baixa", "donar-me de baixa", "cancel·lar la subscripcio", "baixa del butlleti"],
        ["cs"] = ["odhlasit", "odhlaste se", "odhlaseni odberu", "zrusit odber"],
        ["da"] = ["afmeld", "frameld"],
        ["de"] = ["abmeld", "abbestell", "austrag", "newsletter kundigen", "nicht mehr erhalten", "keine weiteren e-mails"],
        ["el"] = ["διαγραφ", "απεγγραφ", "καταργηση εγγραφης"],
        ["es"] = ["darse de baja", "darme de baja", "date de baja", "dar de baja", "darte de baja", "dese de baja", "cancelar suscripcion", "cancelar la suscripcion", "cancelar tu suscripcion", "anular suscripcion", "anular la suscripcion", "dejar de recibir", "desuscrib"],
        ["et"] = ["loobu uudiskirjast", "tuhista tellimus", "loobun"],
        ["fi"] = ["peruuta tilaus", "peruuta uutiskirje", "lopeta tilaus", "poistu postituslistalta", "peru tilaus", "peruuta taman uutiskirjeen tilaus"],
        ["fr"] = ["desabonn", "desinscri", "se desinscrire", "ne plus recevoir", "resilier l'abonnement", "annuler l'abonnement"],
        ["hr"] = ["odjav", "otkazi pretplatu"],
        ["hu"] = ["leiratkoz", "feliratkozas lemondasa", "hirlevel lemondasa"],
        ["id"] = ["berhenti berlangganan", "berhenti langganan"],
        ["is"] = ["afskra"],
        ["it"] = ["disiscri", "cancellati", "annulla iscrizione", "annulla l'iscrizione", "cancella iscrizione", "cancella l'iscrizione", "cancella la tua iscrizione", "non ricevere piu", "non desideri piu ricevere", "cancellazione dalla newsletter"],
        ["lt"] = ["atsisakyti", "atsisakykite", "nebegauti"],
        ["lv"] = ["atteikties", "atrakstities", "anulet abonementu"],
        ["nl"] = ["afmeld", "uitschrijv", "opzeggen", "meld je af", "meld u af", "schrijf je uit"],
        ["no"] = ["avmeld", "meld deg av", "avslutt abonnement"],
        ["pl"] = ["wypis", "rezygnacja z subskrypcji", "rezygnuje z", "zrezygnuj", "anuluj subskrypcje", "usun mnie z listy", "nie chce otrzymywac", "nie chcesz otrzymywac"],
        ["pt"] = ["cancelar inscricao", "cancelar a inscricao", "cancelar subscricao", "cancelar a subscricao", "cancelar assinatura", "cancelar a assinatura", "descadastr", "remover inscricao", "deixar de receber", "anular subscricao", "anular a subscricao"],
        ["ro"] = ["dezabon"],
        ["ru"] = ["отпис", "отказаться от рассылки", "отменить подписку"],
        ["sk"] = ["odhlas", "zrusit odber"],
        ["sl"] = ["odjav"],
        ["sr"] = ["odjav", "одјав"],
        ["sv"] = ["avregistrera", "avprenumerera", "avanmal", "avsluta prenumeration", "sluta prenumerera"],
        ["tr"] = ["abonelikten cik", "aboneligi iptal", "listeden cik", "uyelikten cik", "abonelikten ayril"],
        ["uk"] = ["відпис", "скасувати підписку"],
        ["vi"] = ["huy dang ky", "ngung nhan"],
        ["ar"] = ["إلغاء الاشتراك", "الغاء الاشتراك"],
        ["fa"] = ["لغو اشتراک"],
        ["he"] = ["הסרה מרשימת", "להסרה", "ביטול הרשמה", "הסר מרשימת"],
        ["hi"] = ["सदस्यता समाप्त", "सदस्यता रद्द"],
        ["ja"] = ["配信停止", "配信解除", "購読解除", "購読を解除", "登録解除", "購読停止", "メルマガ解除"],
        ["ko"] = ["수신거부", "수신 거부", "구독 취소", "구독취소", "구독 해지"],
        ["th"] = ["ยกเลิกการสมัคร", "ยกเลิกการรับข่าวสาร", "ยกเลิกการเป็นสมาชิก"],
        ["zh"] = ["退订", "退訂", "取消订阅", "取消訂閱"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly Phrases All = new(ByLanguage.Values.SelectMany(phrases => phrases));

    // The addresses and merge tags of other services: *|UNSUB|*, [unsubscribe], %%unsub_center_url%%, /optout?id=…
    [GeneratedRegex("unsub|opt-?_?out|list-?manage|desabonn|desinscri|abmeld|abbestell|wypis|disiscri|afmeld|uitschrij|avregistr|odhlas|leiratk|dezabon|remove-?me", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address { get; }

    /// <summary>How many languages are known.</summary>
    public static int Languages => ByLanguage.Count;

    /// <summary>Whether the words offer a way out.</summary>
    public static bool Reads(string text) => All.StandIn(Folding.WithWords(text));

    /// <summary>Whether an address or a merge tag is one of an opt-out.</summary>
    public static bool ReadsAsAddress(string address) => Address.IsMatch(address);
}

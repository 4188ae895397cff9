using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>No sentence on why the reader gets this mail.</summary>
public sealed class PermissionReminder : IRule
{
    private static readonly Phrases Reminders = new(
    [
        // en
        "you are receiving", "you're receiving", "you receive this", "you received this", "you have received this", "you've received this", "you are getting this", "you're getting this", "you get this", "you got this", "you will receive this",
        "because you signed", "because you are", "because you're", "because you have", "because you've", "because you subscribed", "because you asked", "because you opted", "because you registered", "because you requested", "because you bought", "because you ordered", "because you created", "because you joined", "since you signed", "since you are", "since you subscribed",
        "you are subscribed", "you're subscribed", "you signed up", "you subscribed", "you opted in", "you have opted in", "you asked for", "why am i receiving", "why am i getting", "why did i get", "this email was sent to", "this e-mail was sent to", "this mail was sent to", "this message was sent to", "this newsletter was sent to", "sent to you because", "sent you this because",
        // de
        "sie erhalten dies", "du erhaltst dies", "sie erhalten unser", "du erhaltst unser", "sie bekommen dies", "du bekommst dies", "erhalten sie, weil", "erhaltst du, weil", "erhalten sie diese", "erhaltst du diese", "weil sie sich", "weil du dich", "weil sie kund", "weil du kund", "sie haben sich fur", "du hast dich fur", "sie sind angemeldet", "du bist angemeldet", "wurde gesendet an", "wurde an", "warum erhalte ich",
        // fr
        "vous recevez ce", "vous recevez cet", "vous recevez notre", "vous avez recu ce", "tu recois ce", "tu recois cet", "car vous etes", "parce que vous", "car vous avez", "vous etes inscrit", "vous etes abonne", "vous vous etes inscrit", "a ete envoye a", "pourquoi est-ce que je recois", "pourquoi recevez-vous",
        // es
        "recibes este", "recibe este", "has recibido este", "ha recibido este", "estas recibiendo", "esta recibiendo", "porque te has", "porque se ha", "porque te suscrib", "porque se suscrib", "porque estas suscrito", "porque eres", "fue enviado a", "ha sido enviado a", "se envio a", "por que recib",
        // it
        "ricevi questa", "ricevi questo", "hai ricevuto quest", "riceve questa", "ricevete questa", "stai ricevendo", "ricevi la presente", "perche ti sei", "perche sei iscritt", "in quanto iscritt", "sei iscritt", "e stata inviata a", "perche ricevi",
        // pl
        "otrzymujesz te", "otrzymujesz ten", "otrzymujesz to", "otrzymales", "otrzymalas", "otrzymuja panstwo", "otrzymali panstwo", "dostajesz te", "dostajesz ten", "poniewaz zapis", "poniewaz jestes", "poniewaz wyraz", "zapisales sie", "zapisalas sie", "zostala wyslana na", "zostala wyslana do", "wiadomosc wyslano", "gdyz zapis", "gdyz jestes", "bo zapis", "dlaczego otrzym",
        // nl
        "je ontvangt de", "u ontvangt de", "u ontvangt onze", "je ontvangt onze", "je krijgt deze", "u krijgt deze", "ontvang je omdat", "ontvangt u omdat", "omdat je", "omdat u", "is verzonden aan", "is verstuurd naar", "waarom ontvang",
        // pt
        "voce esta recebendo", "voce recebeu", "esta a receber", "recebeu este", "recebe este", "porque se inscreveu", "porque voce se", "porque subscreveu", "porque se registou", "foi enviado para", "foi enviada para", "por que recebi", "por que estou recebendo",
        // sv, da, no, fi, cs, hu, ro, tr
        "du far detta", "du far det har", "du fick detta", "eftersom du", "darfor att du", "du modtager denne", "du far denne", "fordi du", "du mottar denne", "saat taman", "koska olet", "dostavate tento", "dostavas tento", "protoze jste", "protoze jsi", "azert kapta", "azert kaptad", "mert feliratkoz", "primesti acest", "primiti acest", "deoarece", "pentru ca te-ai", "bu e-postayi", "bu e-posta",
        // ru, uk, el, ja, zh
        "вы получили", "вы получаете", "потому что вы", "так как вы", "поскольку вы", "ви отримали", "ви отримуєте", "λαβατε αυτο", "λαμβανετε", "επειδη", "登録いただいた", "ご登録", "お送りして", "配信して", "您收到", "你收到", "因为您", "因為您",
    ]);

    public RuleInfo Info { get; } = new(
        "content.permission-reminder",
        "No sentence on why the reader gets this",
        "People forget what they signed up for. Those who do not know why they get a mail report it as spam.",
        "Say near the opt-out why the reader gets this mail: \"You receive this letter because you signed up in our shop.\"",
        Severity.Advise,
        Needs.Content,
        "Common practice; GDPR art. 14 where the data came from others.")
    {
        Examples = [new("A footer with nothing but an opt-out link", "You receive this letter because you signed up for it on our website.")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (!submission.IsFooterExpected || Reminders.StandIn(submission.FoldedText) || Reminders.StandIn(submission.FoldedHtml))
        {
            yield break;
        }

        yield return new Finding(Info.Code, Info.Severity, "No sentence says why the reader gets this mail.", Footer.Of(submission),
            [new Evidence("looked for", "sentences such as \"You receive this because …\" in 21 languages")], Info.Fix);
    }
}

using System.Collections.Frozen;

namespace Moderation.Contacts;

/// <summary>Domains that hand out throw-away addresses: the best known ones, none at which people keep a mailbox.</summary>
public static class DisposableDomains
{
    public static readonly FrozenSet<string> All = new[]
    {
        "0-mail.com", "10minutemail.com", "10minutemail.net", "1secmail.com", "1secmail.net", "1secmail.org", "20minutemail.com", "33mail.com", "anonbox.net",
        "anonymbox.com", "burnermail.io", "byom.de", "cock.li", "crazymailing.com", "deadaddress.com", "despam.it", "discard.email", "discardmail.com", "discardmail.de",
        "disposableinbox.com", "dispostable.com", "dropmail.me", "emailfake.com", "emailondeck.com", "emailsensei.com", "emailtemporario.com.br", "emltmp.com",
        "fakeinbox.com", "fakemail.net", "fakemailgenerator.com", "filzmail.com", "getairmail.com", "getnada.com", "grr.la", "guerrillamail.biz", "guerrillamail.com",
        "guerrillamail.de", "guerrillamail.info", "guerrillamail.net", "guerrillamail.org", "guerrillamailblock.com", "harakirimail.com", "inboxbear.com", "inboxkitten.com",
        "incognitomail.org", "jetable.org", "kasmail.com", "linshiyouxiang.net", "mail-temp.com", "mailcatch.com", "maildrop.cc", "mailexpire.com", "mailforspam.com",
        "mailinator.com", "mailinator.net", "mailinator.org", "mailinator2.com", "mailmoat.com", "mailnesia.com", "mailnull.com", "mailpoof.com", "mailsac.com", "mailtemp.info",
        "mintemail.com", "minuteinbox.com", "moakt.com", "mohmal.com", "mt2015.com", "mytemp.email", "mytrashmail.com", "nada.email", "notmailinator.com", "nwytg.net",
        "one-time.email", "onewaymail.com", "owlymail.com", "pokemail.net", "rppkn.com", "sharklasers.com", "shortmail.net", "smailpro.com", "sneakemail.com", "spam4.me",
        "spambog.com", "spambox.us", "spamex.com", "spamfree24.org", "spamgourmet.com", "spamhole.com", "spaml.com", "spamspot.com", "tempail.com", "temp-mail.io",
        "temp-mail.org", "temp-mail.ru", "tempinbox.com", "tempmail.de", "tempmail.dev", "tempmail.net", "tempmail.plus", "tempmailaddress.com", "tempmailo.com", "tempr.email",
        "throwam.com", "throwawaymail.com", "tmail.ws", "tmailor.com", "tmpmail.net", "tmpmail.org", "trash-mail.com", "trash-mail.de", "trashmail.com", "trashmail.de",
        "trashmail.io", "trashmail.me", "trashmail.net", "trashmail.ws", "trbvm.com", "wegwerfemail.de", "wegwerfmail.de", "wegwerfmail.net", "wegwerfmail.org", "yopmail.com",
        "yopmail.fr", "yopmail.net", "zetmail.com",
    }.ToFrozenSet(StringComparer.Ordinal);
}

using System.Collections.Frozen;
using Moderation.Accounts;

namespace Moderation.Rules.Sender;

/// <summary>Domains at which anybody can have a mailbox.</summary>
public static class FreemailDomains
{
    private static readonly FrozenSet<string> Domains = FrozenSet.Create(StringComparer.Ordinal,
        "gmail.com", "googlemail.com",
        "yahoo.com", "yahoo.co.uk", "yahoo.co.in", "yahoo.co.id", "yahoo.co.jp", "yahoo.com.ar", "yahoo.com.au", "yahoo.com.br", "yahoo.com.mx", "yahoo.com.ph", "yahoo.com.sg", "yahoo.com.tr", "yahoo.com.vn", "yahoo.ca", "yahoo.de", "yahoo.es", "yahoo.fr", "yahoo.gr", "yahoo.ie", "yahoo.in", "yahoo.it", "yahoo.pl", "yahoo.ro", "yahoo.se", "ymail.com", "rocketmail.com", "myyahoo.com", "aol.com", "aol.de", "aol.fr", "aol.it", "aol.co.uk", "aim.com", "verizon.net",
        "hotmail.com", "hotmail.co.uk", "hotmail.be", "hotmail.ca", "hotmail.ch", "hotmail.de", "hotmail.es", "hotmail.fr", "hotmail.it", "hotmail.nl", "hotmail.se", "outlook.com", "outlook.at", "outlook.be", "outlook.com.br", "outlook.com.au", "outlook.de", "outlook.es", "outlook.fr", "outlook.ie", "outlook.in", "outlook.it", "outlook.jp", "outlook.pt", "live.com", "live.at", "live.be", "live.ca", "live.co.uk", "live.com.au", "live.com.mx", "live.de", "live.dk", "live.fr", "live.ie", "live.it", "live.nl", "live.no", "live.se", "msn.com", "passport.com",
        "icloud.com", "me.com", "mac.com",
        "gmx.com", "gmx.net", "gmx.de", "gmx.at", "gmx.ch", "gmx.fr", "gmx.es", "gmx.co.uk", "web.de", "mail.com", "email.com", "freenet.de", "t-online.de", "arcor.de", "online.de",
        "proton.me", "protonmail.com", "protonmail.ch", "pm.me", "tutanota.com", "tutanota.de", "tuta.io", "tuta.com", "posteo.de", "mailbox.org", "hushmail.com", "fastmail.com", "fastmail.fm", "zoho.com", "zohomail.com", "zohomail.eu", "hey.com", "duck.com", "inbox.com", "lycos.com", "juno.com", "netzero.net",
        "orange.fr", "wanadoo.fr", "free.fr", "laposte.net", "sfr.fr", "bbox.fr", "neuf.fr", "numericable.fr", "libero.it", "virgilio.it", "tiscali.it", "alice.it", "tin.it", "iol.it", "inwind.it", "telefonica.net", "terra.es", "sapo.pt", "clix.pt", "iol.pt",
        "wp.pl", "o2.pl", "onet.pl", "onet.eu", "op.pl", "interia.pl", "interia.eu", "poczta.onet.pl", "poczta.fm", "gazeta.pl", "tlen.pl", "vp.pl", "autograf.pl", "buziaczek.pl",
        "seznam.cz", "email.cz", "post.cz", "centrum.cz", "atlas.cz", "volny.cz", "azet.sk", "zoznam.sk", "centrum.sk", "freemail.hu", "citromail.hu", "indamail.hu", "abv.bg", "mail.bg", "walla.co.il", "walla.com",
        "ziggo.nl", "planet.nl", "home.nl", "hetnet.nl", "xs4all.nl", "kpnmail.nl", "skynet.be", "telenet.be", "bluewin.ch", "bluemail.ch", "hispeed.ch", "sunrise.ch", "chello.at", "aon.at", "telia.com", "spray.se", "online.no", "luukku.com", "suomi24.fi", "mail.dk",
        "btinternet.com", "talktalk.net", "ntlworld.com", "virginmedia.com", "sky.com", "blueyonder.co.uk", "tiscali.co.uk", "eircom.net", "comcast.net", "xfinity.com", "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "earthlink.net", "optonline.net", "rogers.com", "shaw.ca", "sympatico.ca", "bigpond.com", "bigpond.net.au", "optusnet.com.au", "xtra.co.nz",
        "mail.ru", "bk.ru", "list.ru", "inbox.ru", "internet.ru", "yandex.ru", "yandex.com", "ya.ru", "rambler.ru", "ukr.net", "i.ua", "meta.ua", "inbox.lv", "mail.ee",
        "uol.com.br", "bol.com.br", "terra.com.br", "ig.com.br", "globo.com", "globomail.com", "qq.com", "foxmail.com", "163.com", "126.com", "yeah.net", "sina.com", "sina.cn", "sohu.com", "139.com", "189.cn", "aliyun.com", "naver.com", "hanmail.net", "daum.net", "nate.com", "rediffmail.com", "docomo.ne.jp", "ezweb.ne.jp", "softbank.ne.jp", "excite.co.jp");

    public static bool Has(DomainName domain) => Domains.Contains(domain.Ascii);
}

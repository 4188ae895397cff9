using System.Collections.Frozen;
using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>
/// Links through a public shortener. Not those of one large service, which lead nowhere else (youtu.be, lnkd.in, wa.me …),
/// see <see cref="ShareDomains"/>.
/// </summary>
public sealed class LinkShortener : IRule
{
    // Anybody can make an address on these without being known, and lead it anywhere, later somewhere else.
    private static readonly FrozenSet<string> Public = FrozenSet.Create(StringComparer.Ordinal,
        "adf.ly", "b.link", "bit.do", "bit.ly", "bitly.com", "bitly.ws", "bl.ink", "buff.ly", "chilp.it", "clck.ru", "cli.gs", "cort.as", "cutt.ly", "cutt.us",
        "dlvr.it", "goo.gl", "goo.su", "hyperurl.co", "ift.tt", "is.gd", "j.mp", "kutt.it", "lstu.fr", "n9.cl", "ow.ly", "owl.li", "qr.ae",
        "qrco.de", "rb.gy", "rebrand.ly", "reurl.cc", "s.id", "s.shopee.tw", "shorte.st", "short.gy", "short.io", "shorturl.asia", "shorturl.at", "shrtco.de",
        "snip.ly", "soo.gd", "su.pr", "t.co", "t.ly", "t2m.io", "tiny.cc", "tiny.one", "tiny.pl", "tinyurl.com", "tr.im", "trib.al", "u.nu", "u.to",
        "urlz.fr", "urlzs.com", "v.gd", "v.ht", "vk.cc", "x.gd", "yourls.org", "zws.im");

    // What Google's own products have made there. The rest of goo.gl is anybody's.
    private static readonly string[] GooglesOwn = ["/maps", "/forms", "/photos", "/app"];

    public RuleInfo Info { get; } = new(
        "link.shortener",
        "A link through a public shortener",
        "A shortened address hides where it leads and can be changed after the mail is sent. Fraud uses the same domains, so mail with them is often blocked.",
        "Link to the page itself. Clicks are counted without a shortener.",
        Severity.Hold,
        Needs.Content,
        "SpamAssassin's URL shortener rules; Spamhaus DBL 127.0.1.103 (abused redirectors).")
    {
        Examples = [new("https://bit.ly/3xYz", "https://youtu.be/dQw4w9WgXcQ")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds) =>
        LinkFindings.Of(Info, submission, link => link.Host is { } host && IsPublic(host.Ascii, link.Address) && !Own.IsTrusted(submission, host) ? host : null, Say,
            "go through a public shortener");

    private static bool IsPublic(string host, string address)
    {
        var name = host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;
        return Public.Contains(name) && (name != "goo.gl" || !Array.Exists(GooglesOwn, path => address.Contains("goo.gl" + path, StringComparison.OrdinalIgnoreCase)));
    }

    private static LinkReport Say(MailLink link, LinkHost host) =>
        new($"The link \"{Excerpt.Of(link.Address)}\" goes through the public shortener {host.Name}. Readers cannot see where it leads.", [new Evidence("shortener", host.Name)]);
}

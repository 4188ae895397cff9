using System.Collections.Frozen;

namespace Moderation.Rules.Links;

/// <summary>Short domains that belong to one large service and lead to its pages only: whose they are is plain, so they hide nothing.</summary>
internal static class ShareDomains
{
    private static readonly FrozenDictionary<string, string[]> Owners = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["youtu.be"] = ["youtube.com"],
        ["lnkd.in"] = ["linkedin.com"],
        ["wa.me"] = ["whatsapp.com"],
        ["t.me"] = ["telegram.org", "telegram.me"],
        ["fb.me"] = ["facebook.com"],
        ["fb.com"] = ["facebook.com"],
        ["fb.watch"] = ["facebook.com"],
        ["m.me"] = ["messenger.com", "facebook.com"],
        ["instagr.am"] = ["instagram.com"],
        ["ig.me"] = ["instagram.com"],
        ["g.co"] = ["google.com"],
        ["goo.gl"] = ["google.com"],
        ["g.page"] = ["google.com"],
        ["forms.gle"] = ["google.com"],
        ["amzn.to"] = ["amazon.com"],
        ["amzn.eu"] = ["amazon.com"],
        ["a.co"] = ["amazon.com"],
        ["pin.it"] = ["pinterest.com"],
        ["redd.it"] = ["reddit.com"],
        ["spoti.fi"] = ["spotify.com"],
        ["spotify.link"] = ["spotify.com"],
        ["apple.co"] = ["apple.com"],
        ["x.com"] = ["twitter.com"],
        ["twitter.com"] = ["x.com"],
        ["discord.gg"] = ["discord.com"],
        ["bbc.in"] = ["bbc.co.uk", "bbc.com"],
        ["nyti.ms"] = ["nytimes.com"],
        ["aka.ms"] = ["microsoft.com"],
        ["msft.it"] = ["microsoft.com"],
        ["db.tt"] = ["dropbox.com"],
        ["eepurl.com"] = ["mailchimp.com"],
        ["git.io"] = ["github.com"],
        ["npr.pm"] = ["npr.org"],
        ["flic.kr"] = ["flickr.com"],
        ["ebay.us"] = ["ebay.com"],
        ["etsy.me"] = ["etsy.com"],
        ["vm.tiktok.com"] = ["tiktok.com"],
        ["zoom.us"] = ["zoom.com"],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether one is a share domain of the other.</summary>
    public static bool Connect(string one, string other) => Leads(one, other) || Leads(other, one);

    private static bool Leads(string from, string to) => Owners.TryGetValue(from, out var owners) && owners.Contains(to, StringComparer.Ordinal);
}

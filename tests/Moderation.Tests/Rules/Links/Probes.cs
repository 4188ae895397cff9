using Moderation.Campaigns;

namespace Moderation.Tests.Rules.Links;

/// <summary>What following a link may have shown.</summary>
internal static class Probes
{
    public static readonly HopCertificate Good = new("R11, Let's Encrypt", Sample.Now.AddDays(-30), Sample.Now.AddDays(60), ["a.example"], null);

    /// <summary>A mail with these links, and what was seen at the end of each.</summary>
    public static Submission Mail(params (string Address, LinkProbe Probe)[] links) =>
        With(string.Concat(links.Select(link => $"<p><a href=\"{link.Address}\">Read on</a></p>")), links);

    public static Submission With(string html, params (string Address, LinkProbe Probe)[] links) => new(Sample.Mail(html).Content)
    {
        Links = new LinkFacts(links.ToDictionary(link => link.Address, link => link.Probe), new Dictionary<string, Fact<IReadOnlyList<Listing>>>()),
    };

    public static LinkProbe Of(LinkEnd end, string? why = null, params LinkHop[] hops) => new(end, hops, Sample.Now, 1, why);

    public static LinkProbe Page(string address) => Of(LinkEnd.Page, null, new LinkHop(address, 200, Good));

    /// <summary>The clean newsletter, its links followed and found well.</summary>
    public static Submission Clean() => new(Sample.Clean().Content)
    {
        Links = new LinkFacts(
            new[] { "https://lighthouse.example/lamp?utm_source=news", "https://lighthouse.example/lamp" }.ToDictionary(address => address, Page),
            new Dictionary<string, Fact<IReadOnlyList<Listing>>>()),
    };
}

using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>A link of the mail with what was seen at its end.</summary>
/// <param name="Link">Where it stands first.</param>
/// <param name="Places">How often it stands in the mail.</param>
/// <param name="Probe">What was seen.</param>
internal sealed record ProbedLink(MailLink Link, int Places, LinkProbe Probe)
{
    /// <summary>Those that were followed, in the order of the mail.</summary>
    public static IEnumerable<ProbedLink> In(Submission submission) => submission.Links is not { } facts ? [] :
        MailLinks.In(submission).GroupBy(link => link.Address, StringComparer.Ordinal)
            .Select(same => facts.Probes.TryGetValue(same.Key, out var probe) ? new ProbedLink(same.First(), same.Count(), probe) : null)
            .OfType<ProbedLink>();

    /// <summary>The address in quotes, shortened.</summary>
    public string Shown => $"\"{Excerpt.Of(Link.Address)}\"";

    /// <summary>Address, words, the chain hop by hop, when it was seen, and what is added.</summary>
    public IReadOnlyList<Evidence> Evidence(params IEnumerable<Evidence> more) =>
        LinkFindings.Evidence(Link, Places, [], [.. Chain(Probe), .. more, new Evidence("seen", Time(Probe.At))]);

    /// <summary>"hop 1": "301 https://… · certificate of X, valid to 2026-05-03".</summary>
    public static IEnumerable<Evidence> Chain(LinkProbe probe) => probe.Hops.Select((hop, i) => new Evidence($"hop {i + 1}", Line(hop)));

    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'");

    public static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd");

    private static string Line(LinkHop hop)
    {
        var answer = (hop.Status, hop.By) switch
        {
            (null, _) => "no answer",
            ({ } status, "refresh") => $"{status}, refresh",
            ({ } status, _) => $"{status}",
        };
        var certificate = hop.Certificate switch
        {
            null => "",
            { Fault: { } fault } bad => $" · certificate of {Excerpt.Of(bad.Issuer)}: {fault}",
            var good => $" · certificate of {Excerpt.Of(good.Issuer)}, valid to {Day(good.NotAfter)}",
        };
        return $"{answer} {Excerpt.Of(hop.Address)}{certificate}";
    }
}

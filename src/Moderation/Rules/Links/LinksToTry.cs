using Moderation.Campaigns;

namespace Moderation.Rules.Links;

/// <summary>Which links of a mail are followed, and by which addresses.</summary>
/// <param name="Links">Each address of the mail once, in the order of the mail.</param>
public sealed record LinksToTry(IReadOnlyList<LinkToTry> Links)
{
    private const int MostSamples = 3;

    /// <summary>What is to be fetched, each address once.</summary>
    public IReadOnlyCollection<string> Addresses => [.. Links.SelectMany(link => link.Tries).Distinct(StringComparer.Ordinal)];

    public static LinksToTry In(Submission submission)
    {
        var samples = submission.Audience is { } audience && audience.MergeSamples.TryGet(out var known) ? known : [];
        return new([.. MailLinks.In(submission).GroupBy(link => link.Address, StringComparer.Ordinal).Select(same => Plan(same.Key, same, samples))]);
    }

    /// <summary>What was seen, by the address as it stands in the mail: of a link that was tried for several recipients the worst.</summary>
    /// <param name="seen">By the address that was fetched.</param>
    public IReadOnlyDictionary<string, LinkProbe> Probes(IReadOnlyDictionary<string, LinkProbe> seen)
    {
        var probes = new Dictionary<string, LinkProbe>(StringComparer.Ordinal);
        foreach (var link in Links)
        {
            var own = link.Tries.Select(seen.GetValueOrDefault).OfType<LinkProbe>().ToList();
            // A link is known when each of its addresses is.
            if (own.Count > 0 && own.Count == link.Tries.Count)
            {
                probes[link.Address] = own.MinBy(probe => Array.IndexOf(WorstFirst, probe.End))!;
            }
        }

        return probes;
    }

    private static readonly LinkEnd[] WorstFirst =
    [
        LinkEnd.NotHttps, LinkEnd.BadCertificate, LinkEnd.Refused, LinkEnd.Endless, LinkEnd.NoSuchName, LinkEnd.Gone, LinkEnd.NoAnswer, LinkEnd.PageNotRead, LinkEnd.Page,
    ];

    private static LinkToTry Plan(string address, IEnumerable<MailLink> places, IReadOnlyList<MergeSample> samples)
    {
        // What begins otherwise is a placeholder of ours, no web page, or blocked as it stands.
        if (!IsWeb(address) || LinkFault.Of(address) is { Name: not "http" })
        {
            return new LinkToTry(address, LinkTreatment.NotNeeded, [], "no address of a web page");
        }

        if (HostMerge.Of(address) is not null)
        {
            return new LinkToTry(address, LinkTreatment.NotNeeded, [], "a merge value decides where it leads");
        }

        if (places.Any(ActingLinks.May))
        {
            return new LinkToTry(address, LinkTreatment.MayAct, [], "it may act for the reader");
        }

        var template = Template.Parse(address);
        if (!template.Placeholders.Any(placeholder => placeholder.IsKnown && PlaceholderNames.IsContactValue(placeholder.Name)))
        {
            return new LinkToTry(address, LinkTreatment.Tried, [template.Fill(_ => "")]);
        }

        var filled = samples.Take(MostSamples).Select(sample => template.Fill(placeholder => Value(placeholder, sample))).Distinct(StringComparer.Ordinal).ToList();
        return filled.Count > 0
            ? new LinkToTry(address, LinkTreatment.Tried, filled)
            : new LinkToTry(address, LinkTreatment.Unknown, [], "it differs by reader, and no reader's data is known");
    }

    private static string Value(Placeholder placeholder, MergeSample sample) =>
        sample.Values.GetValueOrDefault(placeholder.Name) is { Length: > 0 } value ? Uri.EscapeDataString(value) : Uri.EscapeDataString(placeholder.Default ?? "");

    private static bool IsWeb(string address) =>
        address.StartsWith("https:", StringComparison.OrdinalIgnoreCase) || address.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
}

/// <param name="Address">As it stands in the mail.</param>
/// <param name="Treatment">Whether it is followed.</param>
/// <param name="Tries">What is fetched for it: the address itself, or with the values of up to three recipients.</param>
/// <param name="Why">Why it is not followed, without a full stop; null when it is.</param>
public sealed record LinkToTry(string Address, LinkTreatment Treatment, IReadOnlyList<string> Tries, string? Why = null);

public enum LinkTreatment
{
    /// <summary>It is followed.</summary>
    Tried,

    /// <summary>It is ours, leads to no web page, or is another rule's.</summary>
    NotNeeded,

    /// <summary>Fetching it might opt somebody out, or confirm what nobody has read: it never is.</summary>
    MayAct,

    /// <summary>It would have to be followed, and nothing is known to follow it by.</summary>
    Unknown,
}

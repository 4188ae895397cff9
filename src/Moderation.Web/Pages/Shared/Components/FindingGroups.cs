using Moderation.Rules;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>Findings by weight, the heaviest first: what is only advice does not bury what stops a mailing. Shown by Shared/_Findings.</summary>
/// <param name="All">Each finding, heaviest first.</param>
/// <param name="Skip">So many of the first stand elsewhere on the page already.</param>
public sealed record FindingGroups(IReadOnlyList<FindingView> All, int Skip = 0)
{
    public IReadOnlyList<FindingGroup> Groups { get; } =
        [.. All.Skip(Skip).GroupBy(view => view.Finding.Severity).OrderByDescending(group => group.Key).Select(group => new FindingGroup(group.Key, [.. group]))];

    /// <summary>"Must be mended 2 · A person decides 3 · Advice 9".</summary>
    public static string Counts(IEnumerable<Finding> findings) => string.Join(" · ", findings
        .GroupBy(finding => finding.Severity)
        .OrderByDescending(group => group.Key)
        .Select(group => $"{FindingGroup.Words(group.Key)} {group.Count():N0}"));
}

/// <param name="Severity">Of each of them.</param>
/// <param name="Findings">At least one.</param>
public sealed record FindingGroup(Severity Severity, IReadOnlyList<FindingView> Findings)
{
    public Badge Badge => Badge.Of(Severity);

    public string Label => Words(Severity);

    internal static string Words(Severity severity) => severity switch
    {
        Severity.Block => "Must be mended",
        Severity.Hold => "A person decides",
        _ => "Advice",
    };
}

using Moderation.Rules;
using Moderation.Rules.Account;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>Who looks at a finding. What rules mark as for staff only is told to nobody else.</summary>
public enum Viewer
{
    Marketer,
    Staff,
}

/// <summary>A finding on a page; shown by Shared/_Finding.</summary>
/// <param name="Finding">As judged.</param>
/// <param name="Viewer">Who looks at it.</param>
/// <param name="Link">Where the place can be seen; null when it is nowhere in particular.</param>
/// <param name="Frame">The frame in which the link opens; null for the page itself.</param>
/// <param name="Mend">A button that mends it at once; null when there is none.</param>
/// <param name="IsAppealed">Whether a project manager was asked to lift the block.</param>
public sealed record FindingView(Finding Finding, Viewer Viewer, string? Link = null, string? Frame = null, QuickMend? Mend = null, bool IsAppealed = false)
{
    public Badge Badge => IsAppealed && Finding.Severity == Severity.Block ? Badge.Appealed : Badge.Of(Finding);

    /// <summary>What this person may see of it.</summary>
    public IReadOnlyList<Evidence> Evidence => Viewer == Viewer.Staff ? Finding.Evidence : [.. Finding.Evidence.Where(evidence => !evidence.StaffOnly)];

    /// <summary>The form to which the buttons of <see cref="Allowable"/> belong.</summary>
    public const string AllowForm = "allow";

    /// <summary>Domains that this person may allow for the account.</summary>
    public IReadOnlyList<string> Allowable { get; init; } = [];

    /// <summary>The chain of redirects, when it shows one.</summary>
    public IReadOnlyList<HopView> Hops => [.. Evidence.Select(HopView.Of).OfType<HopView>()];

    /// <summary>What it shows beside the chain.</summary>
    public IEnumerable<Evidence> Facts => Evidence.Where(evidence => HopView.Of(evidence) is null);

    /// <summary>Whether its evidence is a sum, line by line.</summary>
    public bool IsSum => Finding is { Rule: VolumeThreePointSix.Code, Unchecked: false };

    /// <summary>Null for a finding that was stored by a rule which no longer exists.</summary>
    public RuleInfo? Rule { get; } = RuleCatalogue.Find(Finding.Rule);

    /// <summary>The place in words.</summary>
    public string? Place => Finding.Where switch
    {
        null => null,
        { Part: Part.Html, Line: { } line } => $"The HTML, line {line:N0}",
        { Part: Part.Html } => "The HTML",
        { Part: Part.Text, Line: { } line } => $"The text part, line {line:N0}",
        { Part: Part.Text } => "The text part",
        { Part: Part.Headers } => "Sender and subject",
        { Part: Part.Attachment } => "An attachment",
        _ => "The account",
    };
}

/// <summary>One press that mends a finding: posts to a handler of the page it stands on.</summary>
/// <param name="Handler">The handler's name.</param>
/// <param name="Label">What the button says.</param>
/// <param name="Version">The campaign's version that was judged.</param>
public sealed record QuickMend(string Handler, string Label, int Version);

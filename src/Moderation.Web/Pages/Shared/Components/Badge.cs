using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Web.Pages.Shared.Components;

/// <summary>How a state, a severity or a verdict looks: its tone, its icon and its words always come together.</summary>
/// <param name="Tone">neutral, info, ok, hold or block; see site.css.</param>
/// <param name="Icon">A name in /img/icons.svg.</param>
/// <param name="Label">Two or three words.</param>
public sealed record Badge(string Tone, string Icon, string Label)
{
    public static readonly Badge Unchecked = new("hold", "unchecked", "Not checked");

    public static readonly Badge Drawn = new("hold", "eye", "Drawn for review");

    public static readonly Badge Appealed = new("block", "block", "Blocked, appealed");

    public static Badge Of(Severity severity) => severity switch
    {
        Severity.Block => new("block", "block", "Must be mended"),
        Severity.Hold => new("hold", "hold", "Held for a person"),
        _ => new("info", "advise", "Advice"),
    };

    public static Badge Of(Finding finding) => finding.Unchecked ? Unchecked : Of(finding.Severity);

    public static Badge Of(Verdict verdict) => verdict switch
    {
        Verdict.Blocked => new("block", "block", "Blocked"),
        Verdict.Held => new("hold", "hold", "Held"),
        _ => new("ok", "ok", "Cleared"),
    };
}

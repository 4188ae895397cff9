using Moderation.Campaigns;

namespace Moderation.Rules.Audience;

/// <summary>Signs that the addresses were bought or copied together.</summary>
public sealed class Purchased : IRule
{
    public RuleInfo Info { get; } = new(
        "audience.purchased",
        "Signs of a bought list",
        "Bought addresses bring complaints and traps, and block the mail of everybody who sends from the same servers.",
        "Show your project manager where the contacts come from, or mail those only who signed up with you.",
        Severity.Hold,
        Needs.Account,
        "The provider's terms: no bought lists.")
    {
        Figures = [nameof(Thresholds.PurchaseSigns)],
        Examples = [new("4 % role addresses, and 6 % of the domains do not exist", "A list sorted by name, and nothing else")],
    };

    /// <summary>Whether they are enough. Exports are often sorted: that proves nothing, however often it shows.</summary>
    public static bool Holds(IReadOnlyList<PurchaseSign> signs, Thresholds thresholds) => signs.Count >= thresholds.PurchaseSigns && signs.Any(sign => !sign.IsOrder);

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Audience is not { } audience)
        {
            yield break;
        }

        if (!audience.PurchaseSigns.TryGet(out var signs))
        {
            yield return Unknown.Because(Info, audience.PurchaseSigns.Why, new Where(Part.Account));
            yield break;
        }

        if (Holds(signs, thresholds))
        {
            // From a number beside the signs that are shown, a marketer would learn of those that are not.
            yield return new Finding(Info.Code, Info.Severity, $"Signs speak for addresses that were not collected by the customer. {thresholds.PurchaseSigns:N0} are enough to look.", new Where(Part.Account),
                [.. signs.Select(sign => new Evidence(sign.Sign, $"{sign.Figure}; {sign.Limit}", sign.AboutOthers)), new Evidence("signs", $"{signs.Count:N0}", signs.Any(sign => sign.AboutOthers))],
                Info.Fix);
        }
    }
}

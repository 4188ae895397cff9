using Moderation.Campaigns;
using Moderation.Rules.Sight;

namespace Moderation.Rules.OptOut;

/// <summary>Our opt-out link is in the HTML, and nobody can see it.</summary>
public sealed class OptOutHidden : IRule
{
    /// <summary>UTF-8 bytes of the HTML after which Gmail shows nothing.</summary>
    public const int ClippedAt = 102_400;

    public RuleInfo Info { get; } = new(
        "optout.hidden",
        "An opt-out link that nobody can see",
        "A way out that cannot be seen is none. It is against the law, mail providers look for it, and readers who search for it in vain report the mail as spam.",
        "Let the opt-out link stand in plain words that can be read on a phone and on a computer.",
        Severity.Block,
        Needs.Content,
        "The provider's terms: the opt-out link is visible; CAN-SPAM Act § 5(a)(5)(A): clear and conspicuous.")
    {
        Examples =
        [
            new("<a href=\"{{ unsubscribe_url }}\" style=\"color:#fff\">Unsubscribe</a>", "<a href=\"{{ unsubscribe_url }}\" style=\"color:#999\">Unsubscribe</a>"),
            new("<div style=\"display:none\"><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></div>", "the same in a block that is hidden on phones, beside one that is shown there"),
        ],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is not { } html)
        {
            return [];
        }

        if (html.Beyond is { } beyond)
        {
            return [Unknown.Because(Info, "the HTML was not read, as " + beyond, new Where(Part.Html))];
        }

        if (submission.OptOuts.FirstOrDefault(part => part.Part == Part.Html) is not { Ours: true } part)
        {
            return [];
        }

        return part.Links is [] ? [Report(part.Lost[^1])] : Look(html, part.Sight(html));
    }

    private IEnumerable<Finding> Look(ParsedHtml html, OptOutSight sight)
    {
        if (sight.Unread is { } why)
        {
            yield return Unknown.Because(Info, why, html.At(sight.Links[^1]));
        }
        else if (sight.Nearest is { } nearest)
        {
            yield return Report(html, nearest);
        }
    }

    private Finding Report(ParsedHtml html, HiddenLink hidden)
    {
        var cause = hidden.Cause;
        var evidence = new List<Evidence>
        {
            new("property", cause.Property),
            new("value", Excerpt.Of(cause.Value)),
            new("set by", cause.From),
            new("on screens of", hidden.Views),
            new("link", Excerpt.Of(html.Tag(hidden.Link) ?? "")),
        };
        if (hidden.Others > 0)
        {
            evidence.Add(new Evidence("other opt-out links", $"{hidden.Others:N0}, hidden as well"));
        }

        var around = ReferenceEquals(cause.On, hidden.Link) || hidden.Link.Contains(cause.On) ? "" : $" of an element around it (<{cause.On.LocalName}>)";
        return new Finding(Info.Code, Info.Severity, $"Nobody can see the opt-out link{On(hidden)}: {Say(cause)}{around}.", html.At(cause.On), evidence, Fix(cause));
    }

    private Finding Report(LostOptOut lost) =>
        new(Info.Code, Info.Severity,
            lost.Property == "comment" ? "The opt-out link stands only in a comment of the HTML, where readers do not see it." : $"The opt-out link stands {lost.Value}, where readers do not see it.",
            lost.Place(),
            [new Evidence("property", lost.Property), new Evidence("value", lost.Value), new Evidence("set by", "the HTML itself"), new Evidence("link", Excerpt.Of(lost.Source))],
            "Put the link into the HTML itself, where all mail programs show it.");

    private static string On(HiddenLink hidden) => hidden.IsEverywhere ? "" : $" on a screen {hidden.Views} wide";

    private static string Say(Cause cause) => cause.Property switch
    {
        "words" => $"there is {cause.Value} in it",
        "alt" => "it is a picture without a text in its place, and many mail programs load no pictures",
        "markup" => $"it stands {cause.Value}",
        "clipped" => $"it begins after {cause.Value} of HTML, where Gmail cuts the mail off",
        "details" => "it stands in a closed <details>",
        _ => $"the {cause.Property} is {Excerpt.Of(cause.Value)}",
    };

    private string Fix(Cause cause) => cause.Property switch
    {
        "words" => "Put words such as \"Unsubscribe\" into the link.",
        "alt" => "Give the picture an alt text such as \"Unsubscribe\", or use words instead.",
        "clipped" => "Make the HTML shorter, or put an opt-out link further up.",
        "mso-hide" => "Give Outlook a link of its own, or take mso-hide away.",
        _ => Info.Fix,
    };
}

using Moderation.Campaigns;

namespace Moderation.Rules.OptOut;

/// <summary>A mail by which nobody can opt out at all.</summary>
public sealed class OptOutMissing : IRule
{
    public RuleInfo Info { get; } = new(
        "optout.missing",
        "No opt-out link",
        "Each reader must be able to leave with one press. The law asks for it, and readers who find no way out report the mail as spam.",
        "Put a link with the address {{ unsubscribe_url }} into the HTML, and {{ unsubscribe_url }} into the text part.",
        Severity.Block,
        Needs.Content,
        "The provider's terms; ePrivacy Directive art. 13; CAN-SPAM Act § 5(a)(3).")
    {
        Examples = [new("A footer without any link", "<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Html is { Beyond: { } beyond })
        {
            yield return Unknown.Because(Info, "the HTML was not read, as " + beyond, new Where(Part.Html));
            yield break;
        }

        var parts = submission.OptOuts;
        if (parts.Any(part => part.Ours || part.Other.Count > 0))
        {
            yield break;
        }

        var (message, searched) = parts switch
        {
            [] => ("The mail is empty, so it has no opt-out link.", "nothing: there is neither HTML nor text"),
            [{ Part: Part.Html }] => ("The mail has no opt-out link.", "the HTML"),
            [{ Part: Part.Text }] => ("The mail has no opt-out link.", "the text part"),
            _ => ("The mail has no opt-out link, neither in the HTML nor in the text part.", "the HTML and the text part"),
        };
        yield return new Finding(Info.Code, Info.Severity, message, parts is [var first, ..] ? new Where(first.Part) : null,
            [
                new Evidence("looked for", $"{{{{ unsubscribe_url }}}}, and links that read as an opt-out in {Wording.Languages} languages"),
                new Evidence("searched", searched),
            ],
            Info.Fix);
    }
}

using Moderation.Campaigns;
using Moderation.Rules.Links;

namespace Moderation.Rules.Content;

/// <summary>HTML that mail programs cut off at the end, where the opt-out stands.</summary>
public sealed class Size : IRule
{
    // A tracked address: host, path and a signed token.
    private const int TrackedAddress = 120;

    public RuleInfo Info { get; } = new(
        "content.size",
        "Large HTML",
        "Gmail cuts a mail off at 102 KB of HTML and hides the rest behind a link, often with the opt-out in it. Large mail also loads slowly on the way.",
        "Shorten the mail, and take out styles and comments that nothing needs.",
        Severity.Hold,
        Needs.Content,
        "Common practice: Gmail clips at 102 KB after links are rewritten.")
    {
        Figures = [nameof(Thresholds.HtmlBytesLarge), nameof(Thresholds.HtmlBytesClipped)],
        Examples = [new("HTML of 110 KB", "HTML of 60 KB")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        // What is beyond the limits of reading is blocked for that.
        if (submission.Content.Html is not { } source || submission.Html is not { Document: not null } html)
        {
            yield break;
        }

        // Most mails are far below, however short the addresses are that grow.
        var read = html.SourceBytes + source.Length - html.Source.Length;
        if (submission.HtmlBytes is null && read + (TrackedAddress * MailLinks.In(submission).Count) <= thresholds.HtmlBytesLarge)
        {
            yield break;
        }

        var (bytes, how) = submission.HtmlBytes is { } written ? (written, "the message as it leaves") : Estimate(submission, read);
        if (bytes <= thresholds.HtmlBytesLarge)
        {
            yield break;
        }

        var isClipped = bytes > thresholds.HtmlBytesClipped;
        var (limit, effect) = isClipped ? (thresholds.HtmlBytesClipped, "Mail programs cut it off") : (thresholds.HtmlBytesLarge, $"From {thresholds.HtmlBytesClipped:N0} on mail programs cut it off");
        yield return new Finding(Info.Code, isClipped ? Info.Severity : Severity.Advise, $"The HTML has {bytes:N0} bytes, more than {limit:N0}. {effect}.",
            new Where(Part.Html), [new Evidence("bytes", $"{bytes:N0}"), new Evidence("limit", $"{limit:N0}"), new Evidence("counted from", how)], Info.Fix);
    }

    private static (long Bytes, string How) Estimate(Submission submission, long bytes)
    {
        var links = MailLinks.In(submission).Where(link => link.Address.StartsWith("http", StringComparison.OrdinalIgnoreCase)).ToList();
        var grown = links.Sum(link => Math.Max(0, TrackedAddress - link.Address.Length));
        return (bytes + grown, $"{bytes:N0} bytes of HTML, and about {grown:N0} by which {links.Count:N0} links grow when they are rewritten");
    }
}

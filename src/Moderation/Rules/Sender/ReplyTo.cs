using Moderation.Campaigns;

namespace Moderation.Rules.Sender;

/// <summary>Answers that would go nowhere.</summary>
public sealed class ReplyTo : IRule
{
    public RuleInfo Info { get; } = new(
        "sender.reply-to",
        "Answers go nowhere",
        "Answers that bounce annoy readers, and mailbox providers see them.",
        "Use a Reply-To address at a domain that takes mail.",
        Severity.Advise,
        Needs.Network,
        "Common practice.")
    {
        Examples = [new("Reply-To at a domain without a mail server", "Reply-To at your own domain, which takes mail")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Sender is { } sender && sender.Replies.TryGet(out var replies) && !replies.Passes)
        {
            var content = submission.Content;
            var (field, address) = content.ReplyTo is { } replyTo ? ("Reply-To", replyTo.ToString()) : ("From", content.FromAddress?.ToString() ?? "");
            yield return new Finding(Info.Code, Info.Severity, $"Answers to {address} have nowhere to go.", new Where(Part.Headers, null, null, $"{field}: {address}"),
                [new Evidence("field", field), new Evidence("address", address), new Evidence("seen", Excerpt.Of(replies.Seen))], Info.Fix);
        }
    }
}

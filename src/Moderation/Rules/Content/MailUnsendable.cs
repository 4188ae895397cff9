using Moderation.Campaigns;

namespace Moderation.Rules.Content;

/// <summary>Content of which no message can be written: found here, and not by the relay after the approval.</summary>
public sealed class MailUnsendable : IRule
{
    public const string Code = "mail.unsendable";

    public RuleInfo Info { get; } = new(
        Code,
        "Cannot be sent as it is",
        "Something in the sender, the subject or a file may not stand in the header of a mail, so no mail server could take the message.",
        "Change what is named here. If it is a file, remove it and add it again.",
        Severity.Block,
        Needs.Content,
        "RFC 5322 and RFC 2045: what a header may hold.")
    {
        Examples = [new("A line break in the From name", "A From name in one line")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        if (submission.Unsendable is { } why)
        {
            yield return new Finding(Info.Code, Info.Severity, why, new Where(Part.Headers), [new Evidence("said by", "the message writer")], Info.Fix);
        }
    }
}

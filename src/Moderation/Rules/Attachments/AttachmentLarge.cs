using Moderation.Campaigns;

namespace Moderation.Rules.Attachments;

/// <summary>An attachment beyond the limit, or attachments that sum beyond it. Decoded bytes: that is what people see as the size.</summary>
public sealed class AttachmentLarge : IRule
{
    public RuleInfo Info { get; } = new(
        "attachment.large",
        "Large attachment",
        "Large mail is slow to send, fills mailboxes and is refused by many providers.",
        "Put the file on your own server and link to it, or have it hosted here.",
        Severity.Hold,
        Needs.Content,
        "The provider's terms: attachments up to 1 MB.")
    {
        Figures = [nameof(Thresholds.AttachmentBytes)],
        Examples = [new("film.mp4 with 1,048,577 bytes", "plan.pdf with 1,048,576 bytes")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var attachments = submission.Content.Attachments;
        var limit = thresholds.AttachmentBytes;
        var large = attachments.Index().Where(attachment => attachment.Item.Bytes.Length > limit).ToList();
        foreach (var (index, attachment) in large)
        {
            var size = attachment.Bytes.Length;
            yield return new Finding(Info.Code, Info.Severity, $"The attachment \"{Excerpt.Of(attachment.Name)}\" has {size:N0} bytes. The limit is {limit:N0}.",
                new Where(Part.Attachment, $"{index}", null, Excerpt.Of(attachment.Name)),
                [new Evidence("name", Excerpt.Of(attachment.Name)), new Evidence("type", Excerpt.Of(attachment.MediaType)), new Evidence("bytes", $"{size:N0}"), new Evidence("limit", $"{limit:N0}")],
                Info.Fix);
        }

        var sum = attachments.Sum(attachment => (long)attachment.Bytes.Length);
        if (large is [] && sum > limit)
        {
            yield return new Finding(Info.Code, Info.Severity, $"{attachments.Count:N0} attachments have {sum:N0} bytes together. The limit is {limit:N0}.",
                new Where(Part.Attachment),
                [.. attachments.Select(attachment => new Evidence(Excerpt.Of(attachment.Name), $"{attachment.Bytes.Length:N0} bytes")), new Evidence("bytes", $"{sum:N0}"), new Evidence("limit", $"{limit:N0}")],
                Info.Fix);
        }
    }
}

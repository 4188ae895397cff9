namespace Moderation.Mail.Reports.Notices;

/// <summary>
/// Google Groups refuses a posting in the poster's language, without a code: that the group may not exist or not take his
/// mail. What stays the same is the address of its help, and the group in X-Failed-Recipients.
/// </summary>
internal sealed class GoogleGroupsNotice() : Notice("google-groups")
{
    /// <summary>Nobody may post there, or not this sender: either way it says nothing of a reader's mailbox.</summary>
    public override BounceClass? Told => BounceClass.Block;

    public override void Read(ReportParts parts, FoundRecipients found)
    {
        if (parts.Notice.Words.Contains("groups.google.com/support", StringComparison.Ordinal) && parts.Message.Headers["X-Failed-Recipients"] is { } failed && AddressText.OfField(failed.Value) is { } group)
        {
            found.Add(group).AddRange(parts.Notice.Lines.Take(40));
        }
    }
}

using Moderation.Campaigns;

namespace Moderation.Review;

/// <summary>Who may not decide about a campaign.</summary>
public static class SelfApproval
{
    /// <summary>
    /// Author, last editor, submitter and members of the account never approve; who escalated or rejected it leaves the next
    /// decision to another person. Null when the person may decide, else a sentence.
    /// </summary>
    public static string? Objection(Campaign campaign, Guid user, Guid? accountOfUser)
    {
        if (user == campaign.CreatedBy || user == campaign.EditedBy || user == campaign.SubmittedBy)
        {
            return "You wrote, edited or submitted this campaign, so another person decides about it.";
        }

        if (campaign.AwaitsDecision && user == campaign.EscalatedBy)
        {
            return "You escalated this campaign, so another person decides about it.";
        }

        if (campaign.AwaitsDecision && user == campaign.RejectedBy)
        {
            return "You rejected this campaign and its marketer submitted it again, so another person decides about it.";
        }

        return accountOfUser == campaign.AccountId ? "You belong to this account, so another person decides about it." : null;
    }
}

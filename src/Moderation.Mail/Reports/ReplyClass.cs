using Moderation.Delivery;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Reports;

/// <summary>What a reply in the session means, by the same table as a report that comes later.</summary>
public static class ReplyClass
{
    public static ReplyMeaning Of(SmtpReply reply) => reply.Code switch
    {
        < 400 => ReplyMeaning.Accepted,
        // A temporary code with a permanent text stays temporary.
        < 500 => ReplyMeaning.TryLater,
        _ => BounceClassifier.Classify(reply.Status, reply.ToString(), out _) switch
        {
            BounceClass.Hard => ReplyMeaning.HardBounce,
            BounceClass.Block => ReplyMeaning.PolicyBlock,
            _ => ReplyMeaning.SoftBounce,
        },
    };
}

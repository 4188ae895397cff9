using Moderation.Delivery;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Reports;

public sealed class ReplyClassTests
{
    [Theory]
    [InlineData(250, "2.0.0", "Ok: queued as 4XyZ", ReplyMeaning.Accepted)]
    [InlineData(450, "4.2.1", "greylisted", ReplyMeaning.TryLater)]
    [InlineData(452, "4.2.2", "mailbox full", ReplyMeaning.TryLater)]
    // A temporary code with a permanent text stays temporary.
    [InlineData(451, "4.1.1", "user unknown", ReplyMeaning.TryLater)]
    [InlineData(550, "5.1.1", "no such user", ReplyMeaning.HardBounce)]
    [InlineData(550, "5.1.10", "null MX", ReplyMeaning.HardBounce)]
    [InlineData(550, "5.2.1", "disabled", ReplyMeaning.HardBounce)]
    [InlineData(550, "5.7.13", "user account disabled", ReplyMeaning.HardBounce)]
    [InlineData(550, "5.7.17", "mailbox owner has changed", ReplyMeaning.HardBounce)]
    [InlineData(550, "5.7.1", "user unknown in policy", ReplyMeaning.PolicyBlock)]
    [InlineData(550, "5.7.515", "not authenticated", ReplyMeaning.PolicyBlock)]
    [InlineData(550, "5.7.26", "unauthenticated", ReplyMeaning.PolicyBlock)]
    [InlineData(553, "5.1.8", "bad sender", ReplyMeaning.PolicyBlock)]
    [InlineData(552, "5.2.2", "mailbox full", ReplyMeaning.SoftBounce)]
    [InlineData(552, "5.3.4", "too big", ReplyMeaning.SoftBounce)]
    [InlineData(550, "5.4.4", "no route", ReplyMeaning.SoftBounce)]
    [InlineData(552, null, "over quota", ReplyMeaning.SoftBounce)]
    [InlineData(556, null, "domain does not accept mail", ReplyMeaning.HardBounce)]
    [InlineData(550, null, "User unknown", ReplyMeaning.HardBounce)]
    [InlineData(550, null, "user unknown; your IP is on a blacklist", ReplyMeaning.PolicyBlock)]
    [InlineData(550, "5.0.0", "No such user here", ReplyMeaning.HardBounce)]
    [InlineData(554, null, "Transaction failed", ReplyMeaning.SoftBounce)]
    [InlineData(554, "nonsense", "", ReplyMeaning.SoftBounce)]
    public void A_reply_is_read_by_its_strongest_code(int code, string? enhanced, string text, ReplyMeaning meaning) =>
        Assert.Equal(meaning, ReplyClass.Of(new SmtpReply(code, EnhancedStatus.TryRead(enhanced, out var status, out _) ? status : null, text)));
}

using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class BackOffTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("yahoo", 421, "4.7.0", "[TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints", 120, 0)]
    [InlineData("yahoo", 421, "4.7.1", "[TSS05] All messages from 192.0.2.1 will be permanently deferred", 240, 0)]
    [InlineData("google", 421, "4.7.28", "Our system has detected an unusual rate of unsolicited mail", 30, 0.1)]
    [InlineData("outlook", 451, "4.7.650", "The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation", 30, 0)]
    [InlineData("outlook", 550, "5.7.1", "Unfortunately, messages from [192.0.2.1] weren't sent. Part of their network is on our block list (S3140)", 120, 0)]
    [InlineData("other", 554, "5.7.1", "Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", 120, 0)]
    [InlineData("other", 421, null, "Try again later", 90, 1)]
    [InlineData("other", 451, "4.3.2", "System not accepting messages", 90, 1)]
    public void A_reply_says_for_how_long(string provider, int code, string? enhanced, string text, int minutes, double rate)
    {
        var asked = BackOffRules.Default.Read(Of(provider), code, enhanced, text);
        Assert.Equal((minutes, rate), (asked!.Length.TotalMinutes, asked.Rate));
        Assert.Equal(rate == 1 ? 1 : null, asked.Connections);
    }

    [Theory]
    [InlineData("other", 450, "4.7.1", "Greylisted, come back in five minutes")]
    [InlineData("other", 452, "4.2.2", "Mailbox full")]
    [InlineData("other", 450, null, "Try again")]
    [InlineData("google", 421, "4.2.2", "The recipient is receiving mail at a rate that is too high")]
    [InlineData("other", 550, "5.1.1", "No such user")]
    [InlineData("other", 250, "2.0.0", "Ok, you are on no blocklist")]
    public void What_is_about_one_recipient_slows_nobody_down(string provider, int code, string? enhanced, string text) =>
        Assert.Null(BackOffRules.Default.Read(Of(provider), code, enhanced, text));

    [Fact]
    public void A_tenth_is_a_tenth_of_the_hour_before_spread_evenly()
    {
        var asked = new BackOff("An unusual rate", TimeSpan.FromMinutes(30), 0.1);
        var state = new BackOffUnderWay(asked, Now, Now.AddMinutes(30), Before: 1000, Taken: 20);
        Assert.Equal(0, state.Left(Now));
        Assert.Equal(5, state.Left(Now.AddMinutes(15)));
        Assert.Null(state.Left(Now.AddMinutes(30)));
        Assert.Equal(Now.AddMinutes(1), state.AskAgain(Now));
    }

    [Fact]
    public void Nothing_is_nothing_until_the_end()
    {
        var state = new BackOffUnderWay(new BackOff("TSS04", TimeSpan.FromHours(2), 0), Now, Now.AddHours(2), Before: 1000, Taken: 0);
        Assert.Equal(0, state.Left(Now.AddMinutes(119)));
        Assert.Equal(Now.AddHours(2), state.AskAgain(Now));
    }

    private static Provider Of(string key) => Provider.Known.FirstOrDefault(provider => provider.Key == key) ?? Provider.Other;
}

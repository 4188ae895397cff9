using Moderation.Contacts;

namespace Moderation.Tests.Contacts;

public sealed class ContactActivityTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 8, 0, 0, TimeSpan.Zero);

    private readonly ContactActivity _activity = new() { AccountId = Guid.NewGuid(), ContactId = Guid.NewGuid() };

    [Fact]
    public void Six_mailings_and_180_days_without_a_sign_of_life_are_never_active()
    {
        Mail(6);

        Assert.False(_activity.IsNeverActive(Start.AddDays(179)));
        Assert.True(_activity.IsNeverActive(Start.AddDays(180)));
    }

    [Fact]
    public void Five_mailings_are_too_few_however_long_ago()
    {
        Mail(5);

        Assert.False(_activity.IsNeverActive(Start.AddYears(3)));
    }

    [Theory]
    [InlineData(Engagement.Opened)]
    [InlineData(Engagement.Clicked)]
    public void One_sign_of_life_begins_the_silence_anew(Engagement how)
    {
        Mail(20);
        _activity.Engaged(how, Start.AddDays(100));

        Assert.False(_activity.IsNeverActive(Start.AddYears(1)));
        Assert.Equal((0, null), (_activity.MailingsSince, _activity.CountingSince));
    }

    [Fact]
    public void A_mailing_from_before_the_sign_of_life_is_no_silence()
    {
        _activity.Engaged(Engagement.Clicked, Start.AddDays(10));
        _activity.Mailed(Start.AddDays(9));

        Assert.Equal(0, _activity.MailingsSince);
    }

    [Fact]
    public void What_comes_late_moves_nothing_back()
    {
        _activity.Engaged(Engagement.Clicked, Start.AddDays(10));
        _activity.Engaged(Engagement.Clicked, Start);

        Assert.Equal(Start.AddDays(10), _activity.LastEngagedAt);
    }

    private void Mail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _activity.Mailed(Start.AddDays(i));
        }
    }
}

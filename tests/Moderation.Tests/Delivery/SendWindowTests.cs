using System.Globalization;
using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class SendWindowTests
{
    private static readonly TimeZoneInfo Prague = TimeZoneInfo.FindSystemTimeZoneById("Europe/Prague");
    private static readonly TimeZoneInfo Cairo = TimeZoneInfo.FindSystemTimeZoneById("Africa/Cairo");
    private static readonly TimeZoneInfo Kathmandu = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kathmandu");

    [Theory]
    // Monday to Friday by the clock of Prague, which is an hour ahead of UTC in winter and two in summer.
    [InlineData("08:00-18:00 12345", "2026-11-23 06:59:59", false)]
    [InlineData("08:00-18:00 12345", "2026-11-23 07:00:00", true)]
    [InlineData("08:00-18:00 12345", "2026-11-23 16:59:59", true)]
    [InlineData("08:00-18:00 12345", "2026-11-23 17:00:00", false)]
    [InlineData("08:00-18:00 12345", "2026-11-22 12:00:00", false)]
    [InlineData("08:00-18:00 12345", "2026-07-06 06:00:00", true)]
    // Over midnight it belongs to the day on which it opens.
    [InlineData("22:00-02:00 5", "2026-11-27 22:30:00", true)]
    [InlineData("22:00-02:00 5", "2026-11-28 00:59:59", true)]
    [InlineData("22:00-02:00 5", "2026-11-28 01:00:00", false)]
    [InlineData("22:00-02:00 5", "2026-11-26 23:30:00", false)]
    // Equal times are a whole day.
    [InlineData("00:00-00:00 6", "2026-11-27 23:00:00", true)]
    [InlineData("00:00-00:00 6", "2026-11-28 22:59:59", true)]
    [InlineData("00:00-00:00 6", "2026-11-28 23:00:00", false)]
    [InlineData("08:00-00:00 1", "2026-11-23 22:59:59", true)]
    public void It_is_open_by_the_clock_of_its_zone(string window, string utc, bool isOpen) =>
        Assert.Equal(isOpen, SendWindow.Parse(window).IsOpen(Utc(utc), Prague));

    [Theory]
    [InlineData("08:00-18:00 12345", "2026-11-21 09:00:00", "2026-11-23 07:00:00")]
    [InlineData("08:00-18:00 12345", "2026-11-23 07:00:00", "2026-11-23 07:00:00")]
    [InlineData("08:00-18:00 12345", "2026-11-23 17:00:00", "2026-11-24 07:00:00")]
    [InlineData("08:00-18:00 1", "2026-11-23 17:00:00", "2026-11-30 07:00:00")]
    // Over the change to winter time the same hour of the clock is an hour later.
    [InlineData("08:00-18:00 1234567", "2026-10-24 20:00:00", "2026-10-25 07:00:00")]
    [InlineData("08:00-18:00 1234567", "2026-10-23 20:00:00", "2026-10-24 06:00:00")]
    public void It_opens_next_at_the_time_that_the_clock_shows(string window, string utc, string next) =>
        Assert.Equal(Utc(next), SendWindow.Parse(window).Opening(Utc(utc), Prague));

    [Fact]
    public void A_time_that_the_clock_skips_is_the_moment_at_which_it_goes_on()
    {
        // 29 March 2026: 02:00 is followed by 03:00, at 01:00 UTC.
        var window = SendWindow.Parse("02:30-05:00 7");

        Assert.Equal(Utc("2026-03-29 01:00:00"), window.Opening(Utc("2026-03-28 12:00:00"), Prague));
        Assert.Equal(Utc("2026-03-29 03:00:00"), window.Closing(Utc("2026-03-29 01:00:00"), Prague));
        // One that lies wholly within the skipped hour does not open that day.
        Assert.Equal(Utc("2026-04-05 00:10:00"), SendWindow.Parse("02:10-02:50 7").Opening(Utc("2026-03-28 12:00:00"), Prague));
        // In Cairo the skipped hour begins at midnight: the day begins at one.
        Assert.Equal(Utc("2026-04-23 22:00:00"), SendWindow.Parse("00:00-06:00 5").Opening(Utc("2026-04-23 12:00:00"), Cairo));
    }

    [Fact]
    public void A_time_that_the_clock_shows_twice_is_the_first_of_the_two()
    {
        // 25 October 2026: 03:00 is followed by 02:00, at 01:00 UTC.
        var opens = SendWindow.Parse("02:30-05:00 7");
        Assert.Equal(Utc("2026-10-25 00:30:00"), opens.Opening(Utc("2026-10-24 12:00:00"), Prague));
        Assert.True(opens.IsOpen(Utc("2026-10-25 01:10:00"), Prague));

        var closes = SendWindow.Parse("00:00-02:30 7");
        Assert.Equal(Utc("2026-10-25 00:30:00"), closes.Closing(Utc("2026-10-24 22:00:00"), Prague));
        Assert.False(closes.IsOpen(Utc("2026-10-25 01:10:00"), Prague));
    }

    [Fact]
    public void A_zone_may_be_off_by_a_quarter_of_an_hour() =>
        Assert.Equal(Utc("2026-11-23 02:15:00"), SendWindow.Parse("08:00-18:00 1").Opening(Utc("2026-11-22 12:00:00"), Kathmandu));

    [Fact]
    public void Over_a_whole_year_it_opens_when_it_says_so_and_not_before()
    {
        var window = SendWindow.Parse("22:15-02:45 1357");
        for (var now = Utc("2026-01-01 00:07:00"); now.Year == 2026; now = now.AddMinutes(97))
        {
            var opening = window.Opening(now, Prague);
            Assert.True(window.IsOpen(opening, Prague));
            Assert.Equal(window.IsOpen(now, Prague), opening == now);
            Assert.False(opening > now && window.IsOpen(opening.AddSeconds(-1), Prague));
            var closing = window.Closing(opening, Prague)!.Value;
            Assert.False(window.IsOpen(closing, Prague));
            Assert.InRange(closing - opening, TimeSpan.FromSeconds(1), TimeSpan.FromHours(5.5));
        }
    }

    [Theory]
    [InlineData("08:00-18:00 12345", "08:00-18:00 12345")]
    [InlineData("22:00-02:30 75", "22:00-02:30 57")]
    public void It_is_read_as_it_is_written(string text, string written) => Assert.Equal(written, SendWindow.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("08:00-18:00")]
    [InlineData("08:00-18:00 ")]
    [InlineData("08:00-18:00 8")]
    [InlineData("8-18 1")]
    [InlineData("24:00-18:00 1")]
    public void What_is_no_window_is_refused(string text) => Assert.Throws<FormatException>(() => SendWindow.Parse(text));

    [Fact]
    public void A_window_without_a_day_is_refused() => Assert.Throws<ArgumentException>(() => new SendWindow(new TimeOnly(8, 0), new TimeOnly(18, 0), Weekdays.None));

    private static DateTimeOffset Utc(string text) => DateTimeOffset.ParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}

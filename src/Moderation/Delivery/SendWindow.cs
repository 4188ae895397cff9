using System.Globalization;

namespace Moderation.Delivery;

/// <summary>
/// When an account's campaigns may leave: on some days of the week between two times of day, by the clock of its zone. A window may
/// go over midnight and belongs to the day on which it opens; equal times are a whole day. A time that the clock skips in spring is
/// the moment at which it goes on; one that it shows twice in autumn is the first of the two.
/// </summary>
public sealed record SendWindow
{
    private const string Time = "HH:mm";

    // Seven days, one more for a window that an hour of spring swallows, and the rest of a week without one.
    private const int Reach = 15;

    /// <exception cref="ArgumentException">Without a day it would never open.</exception>
    public SendWindow(TimeOnly from, TimeOnly until, Weekdays days)
    {
        if ((days & Weekdays.All) == Weekdays.None)
        {
            throw new ArgumentException("A window needs a day.", nameof(days));
        }

        (From, Until, Days) = (from, until, days & Weekdays.All);
    }

    /// <summary>It opens; whole minutes.</summary>
    public TimeOnly From { get; }

    /// <summary>It closes: on the next day when not later than <see cref="From"/>.</summary>
    public TimeOnly Until { get; }

    /// <summary>Days on which it opens.</summary>
    public Weekdays Days { get; }

    public bool IsOpen(DateTimeOffset now, TimeZoneInfo zone) => Closing(now, zone) is not null;

    /// <summary>When the window that is open now closes; null while it is closed.</summary>
    public DateTimeOffset? Closing(DateTimeOffset now, TimeZoneInfo zone)
    {
        foreach (var (opens, closes) in Spans(now, zone, -2, 1))
        {
            if (opens <= now && now < closes)
            {
                return closes;
            }
        }

        return null;
    }

    /// <summary>When it opens next, which is <paramref name="now"/> while it is open.</summary>
    public DateTimeOffset Opening(DateTimeOffset now, TimeZoneInfo zone)
    {
        foreach (var (opens, closes) in Spans(now, zone, -2, Reach))
        {
            if (closes > now)
            {
                return opens > now ? opens : now;
            }
        }

        // Clocks that skip the same time in each of two weeks: nobody has such.
        throw new InvalidOperationException($"{this} never opens in {zone.Id}.");
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static SendWindow Parse(string text)
    {
        if (text.Split(' ') is [var times, var days] && times.Split('-') is [var from, var until]
            && TimeOnly.TryParseExact(from, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var opens)
            && TimeOnly.TryParseExact(until, Time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var closes)
            && days.Length > 0 && days.All(digit => digit is >= '1' and <= '7'))
        {
            return new SendWindow(opens, closes, days.Aggregate(Weekdays.None, (sum, digit) => sum | (Weekdays)(1 << (digit - '1'))));
        }

        throw new FormatException($"'{text}' is no window. It is written like 08:00-18:00 12345.");
    }

    /// <summary>Two times and the numbers of the days, Monday first (ISO 8601): <c>08:00-18:00 12345</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{From:HH:mm}-{Until:HH:mm} {string.Concat(Enumerable.Range(0, 7).Where(day => Days.HasFlag((Weekdays)(1 << day))).Select(day => (char)('1' + day)))}");

    private IEnumerable<(DateTimeOffset Opens, DateTimeOffset Closes)> Spans(DateTimeOffset now, TimeZoneInfo zone, int first, int last)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        for (var day = today.AddDays(first); day <= today.AddDays(last); day = day.AddDays(1))
        {
            // Sunday is 0 to .NET.
            if (Days.HasFlag((Weekdays)(1 << (((int)day.DayOfWeek + 6) % 7))))
            {
                var opens = First(day.ToDateTime(From), zone);
                var closes = First((From < Until ? day : day.AddDays(1)).ToDateTime(Until), zone);
                if (opens < closes)
                {
                    yield return (opens, closes);
                }
            }
        }
    }

    // The first moment at which the clock shows this time or a later one.
    private static DateTimeOffset First(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsAmbiguousTime(local))
        {
            return new DateTimeOffset(local, zone.GetAmbiguousTimeOffsets(local).Max()).ToUniversalTime();
        }

        var at = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
        if (zone.IsInvalidTime(local))
        {
            while (TimeZoneInfo.ConvertTime(at.AddMinutes(-1), zone).DateTime >= local)
            {
                at = at.AddMinutes(-1);
            }
        }

        return at;
    }
}

[Flags]
public enum Weekdays
{
    None = 0,
    Monday = 1,
    Tuesday = 2,
    Wednesday = 4,
    Thursday = 8,
    Friday = 16,
    Saturday = 32,
    Sunday = 64,
    All = 127,
}

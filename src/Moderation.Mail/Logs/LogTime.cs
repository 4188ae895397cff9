using System.Globalization;

namespace Moderation.Mail.Logs;

/// <summary>The time with which a line of syslog begins.</summary>
internal static class LogTime
{
    // "Nov  2 19:31:34 "
    private const int TraditionalLength = 16;

    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    /// <summary>Reads the traditional form (RFC 3164 §4.1.2: no year, no zone) or RFC 3339.</summary>
    /// <param name="line">The whole line.</param>
    /// <param name="zone">Of the machine that wrote it.</param>
    /// <param name="now">Decides the year: a log tells nothing of tomorrow.</param>
    /// <param name="at">In UTC.</param>
    /// <param name="rest">What follows the time and one space.</param>
    public static bool TryRead(ReadOnlySpan<char> line, TimeZoneInfo zone, DateTimeOffset now, out DateTimeOffset at, out ReadOnlySpan<char> rest)
    {
        at = default;
        rest = default;
        if (line.IsEmpty)
        {
            return false;
        }

        if (!char.IsAsciiDigit(line[0]))
        {
            rest = line.Length > TraditionalLength ? line[TraditionalLength..] : default;
            return line.Length > TraditionalLength && TryTraditional(line[..TraditionalLength], zone, now, out at);
        }

        // "2026-11-22T19:31:34+00:00" at least, with a fraction at most.
        var end = line.IndexOf(' ');
        if (end is < 20 or > 40 || line[10] != 'T' || !DateTimeOffset.TryParse(line[..end], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out at))
        {
            return false;
        }

        rest = line[(end + 1)..];
        return true;
    }

    private static bool TryTraditional(ReadOnlySpan<char> text, TimeZoneInfo zone, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        var month = Array.IndexOf(Months, text[..3].ToString()) + 1;
        if (month == 0 || text[3] != ' ' || text[6] != ' ' || text[9] != ':' || text[12] != ':' || text[15] != ' '
            || !TryTwo(text.Slice(4, 2), out var day) || !TryTwo(text.Slice(7, 2), out var hour) || !TryTwo(text.Slice(10, 2), out var minute) || !TryTwo(text.Slice(13, 2), out var second)
            || day < 1 || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var latest = now.UtcDateTime.AddDays(1);
        // Four years back there was a 29 February.
        for (var year = latest.Year; year > latest.Year - 5; year--)
        {
            if (day > DateTime.DaysInMonth(year, month))
            {
                continue;
            }

            // A leap second is the second before it.
            var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified);
            var utc = local - zone.GetUtcOffset(local);
            if (utc <= latest)
            {
                at = new DateTimeOffset(utc, TimeSpan.Zero);
                return true;
            }
        }

        return false;
    }

    private static bool TryTwo(ReadOnlySpan<char> text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture, out number);
}

using System.Globalization;

namespace Moderation.Web.Intake.Importing;

/// <summary>Reads when a person agreed. A date that can be read in two ways is refused: evidence must not depend on a guess.</summary>
internal static class ConsentDate
{
    private static readonly string[] Clear =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ss 'UTC'", "yyyy-MM-dd HH:mm:ss zzz", "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss", "d.M.yyyy", "d.M.yyyy HH:mm", "d.M.yyyy HH:mm:ss", "d MMM yyyy", "d MMMM yyyy",
    ];

    private static readonly DateTimeOffset Earliest = new(1990, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>The time, or the reason why it is none.</returns>
    public static (DateTimeOffset? At, string? Refusal) Read(string text, DateTimeOffset now)
    {
        if (!TryRead(text, out var at, out var ambiguous))
        {
            return (null, ambiguous
                ? $"The consent date '{text}' can be read in two ways. Write it as year-month-day, such as 2026-02-01."
                : $"'{text}' is no date of consent. Write it as year-month-day, such as 2026-02-01.");
        }

        // A day's grace: the file may come from a place where tomorrow has begun.
        if (at > now.AddDays(1))
        {
            return (null, $"The consent date {text} lies in the future.");
        }

        return at < Earliest ? (null, $"The consent date {text} is too long ago to be one.") : (at, null);
    }

    /// <summary>The two ways in which most files write it, without making a text of it.</summary>
    public static bool TryReadPlain(ReadOnlySpan<byte> text, DateTimeOffset now, out DateTimeOffset at)
    {
        at = default;
        if (text.Length is not (10 or 19) || text[4] != '-' || text[7] != '-' || !Number(text[..4], out var year) || !Number(text[5..7], out var month) || !Number(text[8..10], out var day)
            || year is < 1990 or > 9000 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
        {
            return false;
        }

        var (hour, minute, second) = (0, 0, 0);
        if (text.Length == 19 && (text[10] is not ((byte)' ' or (byte)'T') || text[13] != ':' || text[16] != ':' || !Number(text[11..13], out hour) || !Number(text[14..16], out minute) || !Number(text[17..], out second)
            || hour > 23 || minute > 59 || second > 59))
        {
            return false;
        }

        at = new DateTimeOffset(year, month, day, hour, minute, second, TimeSpan.Zero);
        return at <= now.AddDays(1);
    }

    private static bool Number(ReadOnlySpan<byte> digits, out int number)
    {
        number = 0;
        foreach (var digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return false;
            }

            number = (number * 10) + digit - '0';
        }

        return true;
    }

    private static bool TryRead(string text, out DateTimeOffset at, out bool ambiguous)
    {
        ambiguous = false;
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, Clear, CultureInfo.InvariantCulture, Utc, out at))
        {
            return true;
        }

        var slashed = text.Split(' ')[0];
        var dayFirst = DateTimeOffset.TryParseExact(slashed, "d/M/yyyy", CultureInfo.InvariantCulture, Utc, out var european);
        var monthFirst = DateTimeOffset.TryParseExact(slashed, "M/d/yyyy", CultureInfo.InvariantCulture, Utc, out var american);
        ambiguous = dayFirst && monthFirst && european != american;
        at = dayFirst ? european : american;
        return (dayFirst || monthFirst) && !ambiguous;
    }
}

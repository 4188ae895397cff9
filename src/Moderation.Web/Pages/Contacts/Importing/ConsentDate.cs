using System.Globalization;

namespace Moderation.Web.Pages.Contacts.Importing;

/// <summary>Reads when a person agreed. A date that can be read in two ways is refused: evidence must not depend on a guess.</summary>
internal static class ConsentDate
{
    private static readonly string[] Clear =
    [
        "yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mm:ssK",
        "yyyy/MM/dd", "yyyy/MM/dd HH:mm:ss", "d.M.yyyy", "d.M.yyyy HH:mm", "d.M.yyyy HH:mm:ss", "d MMM yyyy", "d MMMM yyyy",
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

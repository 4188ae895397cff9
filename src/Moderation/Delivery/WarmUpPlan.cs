namespace Moderation.Delivery;

/// <summary>
/// How much an address that receivers do not know yet may send: so much an hour in all, and so much a day to one provider. Days count
/// from 0, in UTC.
/// </summary>
public sealed record WarmUpPlan
{
    /// <summary>SendGrid's messages an hour on days 0 to 20, then 1.4 times as many each day; Postmark's few hundred a day for one provider; the 45 days of Amazon SES.</summary>
    public static WarmUpPlan Default { get; } = new();

    /// <summary>Messages an hour, a figure for each of the first days.</summary>
    public IReadOnlyList<int> HourlySteps { get; init; } =
        [20, 28, 39, 55, 77, 108, 151, 211, 295, 413, 579, 810, 1000, 1587, 2222, 3111, 4356, 6098, 8583, 11953, 16734];

    /// <summary>After the last step each day has so many times the hourly figure of the day before.</summary>
    public double Growth { get; init; } = 1.4;

    /// <summary>Messages to one named provider on day 0.</summary>
    public int ProviderFirstDay { get; init; } = 200;

    /// <summary>Each day has so many times the provider's figure of the day before …</summary>
    public double ProviderGrowth { get; init; } = 2;

    /// <summary>… for so many days, then <see cref="Growth"/> times.</summary>
    public int ProviderFastDays { get; init; } = 7;

    /// <summary>After so many days there are no limits any more.</summary>
    public int Days { get; init; } = 45;

    /// <summary>After so many days without mail receivers have forgotten the address, and it begins again.</summary>
    public int IdleDays { get; init; } = 30;

    public bool IsOverOn(int day) => day >= Days;

    /// <summary>Messages an hour; null without a limit.</summary>
    /// <param name="day">From 0.</param>
    public long? HourlyOn(int day)
    {
        if (IsOverOn(day))
        {
            return null;
        }

        var last = HourlySteps.Count - 1;
        return day <= last ? HourlySteps[Math.Max(day, 0)] : Rounded(HourlySteps[last] * Math.Pow(Growth, day - last));
    }

    /// <summary>Messages a day to one provider; null without a limit.</summary>
    /// <param name="day">From 0.</param>
    public long? DailyToProviderOn(int day)
    {
        if (IsOverOn(day))
        {
            return null;
        }

        var fast = Math.Clamp(day, 0, ProviderFastDays);
        return Rounded(ProviderFirstDay * Math.Pow(ProviderGrowth, fast) * Math.Pow(Growth, Math.Max(day, 0) - fast));
    }

    /// <summary>The day on which the plan began, which is today when the address has been idle for too long; null when it needs none.</summary>
    /// <param name="started">Null for an address that came warm.</param>
    /// <param name="lastUsed">Null when it never sent anything here.</param>
    /// <param name="today">In UTC.</param>
    public DateOnly? StartOf(DateOnly? started, DateOnly? lastUsed, DateOnly today)
    {
        var last = lastUsed > started || started is null ? lastUsed : started;
        return last is { } day && today.DayNumber - day.DayNumber >= IdleDays ? today : started;
    }

    private static long Rounded(double messages) => messages < long.MaxValue / 2 ? (long)messages : long.MaxValue / 2;
}

using System.Text.Json;
using Moderation.Reputation;

namespace Moderation.Web.Jobs;

/// <summary>The six signals of RI-1 out of the counters of a campaign, and their stored form.</summary>
public static class CampaignCounts
{
    /// <summary>
    /// Trials of a complaint are deliveries to providers that would report one: without an active feedback loop there are none. Nor are
    /// there of opens and clicks of a mailing that did not count them. A missing signal lowers the confidence and never the index.
    /// </summary>
    /// <param name="kinds">The counters, summed over the days.</param>
    /// <param name="opens">Whether the mailing counted opens.</param>
    /// <param name="clicks">Whether it counted clicks: it had links, and the account wants them counted.</param>
    public static Counts Of(IReadOnlyDictionary<EventKind, long> kinds, bool opens = false, bool clicks = false)
    {
        long Sum(EventKind kind) => kinds.GetValueOrDefault(kind);
        // A report can be faster than the outcome of what it reports.
        var (attempted, delivered) = (Sum(EventKind.Attempted), Math.Max(0, Sum(EventKind.Delivered)));
        return Counts.None with
        {
            Complaint = Of(Sum(EventKind.Complained), Math.Max(0, Sum(EventKind.DeliveredWithFeedback))),
            HardBounce = Of(Sum(EventKind.HardBounced), attempted),
            Block = Of(Sum(EventKind.PolicyBlocked), attempted),
            Unsubscribe = Of(Sum(EventKind.Unsubscribed), delivered),
            Click = clicks ? Of(Sum(EventKind.Clicked), delivered) : default,
            // Of whom only a program was seen nobody can tell whether they opened.
            Open = opens ? Of(Sum(EventKind.Opened), Math.Max(0, delivered - Sum(EventKind.OpenedByMachine))) : default,
        };
    }

    public static string Write(Counts counts) =>
        JsonSerializer.Serialize(Enum.GetValues<Signal>().ToDictionary(signal => signal, signal => new Stored(counts[signal].Events, counts[signal].Trials)));

    /// <exception cref="JsonException">The stored text is not what was written.</exception>
    public static Counts Read(string stored)
    {
        var signals = JsonSerializer.Deserialize<Dictionary<Signal, Stored>>(stored) ?? throw new JsonException("The stored counts are empty.");
        Count Of(Signal signal) => signals.TryGetValue(signal, out var count) ? new Count(count.K, count.N) : default;
        return new Counts(Of(Signal.Complaint), Of(Signal.HardBounce), Of(Signal.Block), Of(Signal.Unsubscribe), Of(Signal.Click), Of(Signal.Open));
    }

    // An opt-out can be counted before the delivery that it answers: the events then wait for their trials.
    private static Count Of(long events, long trials) => new(Math.Min(events, trials), trials);

    private sealed record Stored(double K, double N);
}

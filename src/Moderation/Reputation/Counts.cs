using System.Runtime.InteropServices;

namespace Moderation.Reputation;

/// <summary>So many events in so many trials. Fractions come from decay.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Count
{
    /// <exception cref="ArgumentOutOfRangeException">A count is negative or no number, or there are more events than trials.</exception>
    public Count(double events, double trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(events);
        if (!double.IsFinite(events) || !double.IsFinite(trials) || events > trials)
        {
            throw new ArgumentOutOfRangeException(nameof(trials), trials, $"{events} events in {trials} trials: there cannot be more events than trials.");
        }

        (Events, Trials) = (events, trials);
    }

    public double Events { get; }

    public double Trials { get; }

    public void Deconstruct(out double events, out double trials) => (events, trials) = (Events, Trials);

    public static Count operator +(Count left, Count right) => new(left.Events + right.Events, left.Trials + right.Trials);
}

/// <summary>
/// The six signals of one mailing, or of several pooled. A signal that could not be measured has no trials.
/// Events are distinct recipients; what machines opened or clicked is not counted anywhere.
/// </summary>
/// <param name="Complaint">Reports of abuse, among what went to providers that send such reports.</param>
/// <param name="HardBounce">Bounces because of the recipient, among attempted recipients.</param>
/// <param name="Block">Refusals because of policy or a blocklist and expired deferrals, among attempted recipients.</param>
/// <param name="Unsubscribe">Opt-outs, among delivered.</param>
/// <param name="Click">Recipients who clicked, among delivered.</param>
/// <param name="Open">Recipients who opened, among those delivered whose opens can be observed.</param>
public sealed record Counts(Count Complaint, Count HardBounce, Count Block, Count Unsubscribe, Count Click, Count Open)
{
    public static readonly Counts None = new(default, default, default, default, default, default);

    /// <summary>The count of one signal.</summary>
    public Count this[Signal signal] => signal switch
    {
        Signal.Complaint => Complaint,
        Signal.HardBounce => HardBounce,
        Signal.Block => Block,
        Signal.Unsubscribe => Unsubscribe,
        Signal.Click => Click,
        Signal.Open => Open,
        _ => throw new ArgumentOutOfRangeException(nameof(signal), signal, "There are six signals."),
    };

    public Counts Select(Func<Count, Count> change) =>
        new(change(Complaint), change(HardBounce), change(Block), change(Unsubscribe), change(Click), change(Open));

    /// <summary>What came after an earlier count of the same.</summary>
    public Counts Since(Counts before)
    {
        static Count After(Count now, Count then)
        {
            var trials = Math.Max(0, now.Trials - then.Trials);
            return new Count(Math.Clamp(now.Events - then.Events, 0, trials), trials);
        }

        return new Counts(
            After(Complaint, before.Complaint), After(HardBounce, before.HardBounce), After(Block, before.Block),
            After(Unsubscribe, before.Unsubscribe), After(Click, before.Click), After(Open, before.Open));
    }

    public static Counts operator +(Counts left, Counts right) =>
        new(left.Complaint + right.Complaint, left.HardBounce + right.HardBounce, left.Block + right.Block,
            left.Unsubscribe + right.Unsubscribe, left.Click + right.Click, left.Open + right.Open);
}

/// <summary>In the order in which people give and read them.</summary>
public enum Signal
{
    Complaint,
    HardBounce,
    Block,
    Unsubscribe,
    Click,
    Open,
}

public static class Signals
{
    /// <summary>What people call it.</summary>
    public static string Name(this Signal signal) => signal switch
    {
        Signal.Complaint => "Complaints",
        Signal.HardBounce => "Hard bounces",
        Signal.Block => "Blocked by policy",
        Signal.Unsubscribe => "Opt-outs",
        Signal.Click => "Clicks",
        _ => "Opens",
    };
}

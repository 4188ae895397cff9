using Moderation.Reputation;

namespace Moderation.Tests.Reputation;

/// <summary>What must hold whatever the counts are: each property on thousands of seeded random mailings.</summary>
public sealed class ReputationPropertyTests
{
    private const int Cases = 5000;
    private static readonly DateTimeOffset Night = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);
    private static readonly Signal[] Bad = [Signal.Complaint, Signal.HardBounce, Signal.Block, Signal.Unsubscribe];
    private static readonly Signal[] Good = [Signal.Click, Signal.Open];

    [Fact]
    public void One_more_bad_event_never_raises_the_index() => ForAll(1, (random, counts, flags) =>
    {
        foreach (var signal in Bad.Where(signal => counts[signal].Events < counts[signal].Trials))
        {
            var worse = With(counts, signal, count => new Count(count.Events + 1, count.Trials));
            Assert.True(Index(worse, flags) <= Index(counts, flags), $"{signal} of {counts}");
        }
    });

    [Fact]
    public void One_more_human_click_or_open_never_lowers_the_index() => ForAll(2, (random, counts, flags) =>
    {
        foreach (var signal in Good.Where(signal => counts[signal].Events < counts[signal].Trials))
        {
            var better = With(counts, signal, count => new Count(count.Events + 1, count.Trials));
            Assert.True(Index(better, flags) >= Index(counts, flags), $"{signal} of {counts}");
        }
    });

    [Fact]
    public void One_more_clean_recipient_never_lowers_the_index_on_a_bad_signal() => ForAll(3, (random, counts, flags) =>
    {
        foreach (var signal in Bad)
        {
            var better = With(counts, signal, count => new Count(count.Events, count.Trials + 1));
            Assert.True(Index(better, flags) >= Index(counts, flags), $"{signal} of {counts}");
        }
    });

    [Fact]
    public void The_index_stays_between_0_and_100() => ForAll(4, (random, counts, flags) =>
    {
        var result = ReputationIndex.Compute(counts, flags);
        Assert.InRange(result.Index, 0, 100);
        Assert.InRange(result.Raw, 0, 100);
        Assert.InRange(result.Confidence, 0, 1);
        Assert.True(result.Index <= result.Raw);
    });

    [Fact]
    public void At_the_prior_the_rate_does_not_depend_on_the_number_of_trials()
    {
        var random = new Random(5);
        for (var i = 0; i < Cases; i++)
        {
            foreach (var signal in Enum.GetValues<Signal>())
            {
                var prior = Parameters.Of(signal).Prior;
                var trials = Math.Floor(Math.Pow(10, random.NextDouble() * 7));
                Assert.Equal(prior, SignalScore.Of(signal, new Count(trials * prior, trials)).Rate, 12);
            }
        }
    }

    [Fact]
    public void A_roll_up_does_not_depend_on_the_order() => ForAllHistories(6, (random, history) =>
    {
        var shuffled = history.ToArray();
        random.Shuffle(shuffled);
        Assert.Equal(RollUp.Pool(history, Night), RollUp.Pool(shuffled, Night));
    });

    [Fact]
    public void Splitting_a_mailing_of_one_moment_changes_nothing() => ForAllHistories(7, (random, history) =>
    {
        var split = history.SelectMany(mailing => Split(random, mailing.Counts).Select(counts => (mailing.SentAt, counts)));
        Assert.Equal(RollUp.Pool(history, Night), RollUp.Pool(split, Night));
    });

    [Fact]
    public void A_past_night_computed_again_gives_the_same_bytes_whatever_happened_since() => ForAllHistories(8, (random, history) =>
    {
        var later = history.Append((Night.AddTicks(1 + random.NextInt64(TimeSpan.TicksPerDay * 40)), Any(random)));
        var then = ReputationIndex.Compute(RollUp.Pool(history, Night));
        var again = ReputationIndex.Compute(RollUp.Pool(later, Night));
        Assert.Equal(BitConverter.DoubleToInt64Bits(then.Index), BitConverter.DoubleToInt64Bits(again.Index));
        Assert.Equal(then.Signals, again.Signals);
    });

    [Fact]
    public void What_is_older_than_90_days_weighs_nothing_and_15_days_halve()
    {
        var counts = Any(new Random(9));

        Assert.Equal(Counts.None, RollUp.Pool([(Night.AddDays(-90).AddTicks(-1), counts)], Night));
        Assert.Equal(counts.Click.Trials / 64, RollUp.Pool([(Night.AddDays(-90), counts)], Night).Click.Trials, 9);
        Assert.Equal(counts.Click.Trials / 2, RollUp.Pool([(Night.AddDays(-15), counts)], Night).Click.Trials, 9);
    }

    [Fact]
    public void Adding_a_cap_never_raises_the_index() => ForAll(10, (random, counts, flags) =>
    {
        var more = flags | (ReputationFlags)random.Next(8);
        Assert.True(Index(counts, more) <= Index(counts, flags));
    });

    private static double Index(Counts counts, ReputationFlags flags) => ReputationIndex.Compute(counts, flags).Index;

    private static void ForAll(int seed, Action<Random, Counts, ReputationFlags> holds)
    {
        var random = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            holds(random, Any(random), random.Next(4) == 0 ? (ReputationFlags)random.Next(8) : ReputationFlags.None);
        }
    }

    private static void ForAllHistories(int seed, Action<Random, (DateTimeOffset SentAt, Counts Counts)[]> holds)
    {
        var random = new Random(seed);
        for (var i = 0; i < Cases; i++)
        {
            // Few distinct moments, so that mailings share one.
            var history = Enumerable.Range(0, random.Next(1, 8)).Select(_ => (Night.AddHours(-random.Next(0, 40) * 60), Any(random))).ToArray();
            holds(random, history);
        }
    }

    // Rates from far below good to far above bad, sizes from nothing to a million: the edges of every cap are passed.
    private static Counts Any(Random random)
    {
        Count One(Signal signal)
        {
            var trials = random.Next(8) == 0 ? 0 : Math.Floor(Math.Pow(10, random.NextDouble() * 6));
            var (_, _, good, bad, _) = Parameters.Of(signal);
            var (low, high) = (Math.Min(good, bad) / 10, Math.Max(good, bad) * 3);
            var rate = random.Next(6) == 0 ? 0 : low * Math.Pow(high / low, random.NextDouble());
            return new Count(Math.Min(trials, Math.Round(trials * rate)), trials);
        }

        return new Counts(One(Signal.Complaint), One(Signal.HardBounce), One(Signal.Block), One(Signal.Unsubscribe), One(Signal.Click), One(Signal.Open));
    }

    private static Counts With(Counts counts, Signal signal, Func<Count, Count> change)
    {
        Count One(Signal at) => at == signal ? change(counts[at]) : counts[at];
        return new Counts(One(Signal.Complaint), One(Signal.HardBounce), One(Signal.Block), One(Signal.Unsubscribe), One(Signal.Click), One(Signal.Open));
    }

    private static IEnumerable<Counts> Split(Random random, Counts counts)
    {
        var first = counts.Select(count =>
        {
            var trials = Math.Floor(count.Trials * random.NextDouble());
            var least = Math.Max(0, count.Events - (count.Trials - trials));
            return new Count(Math.Floor(least + ((Math.Min(trials, count.Events) - least) * random.NextDouble())), trials);
        });
        yield return first;
        Count Rest(Signal at) => new(counts[at].Events - first[at].Events, counts[at].Trials - first[at].Trials);
        yield return new Counts(Rest(Signal.Complaint), Rest(Signal.HardBounce), Rest(Signal.Block), Rest(Signal.Unsubscribe), Rest(Signal.Click), Rest(Signal.Open));
    }
}

using System.Globalization;
using Moderation.Reputation;

namespace Moderation.Tests.Reputation;

public sealed class ReputationIndexTests
{
    private const string A = "9/8000 150/20000 100/20000 58/19700 420/19700 3900/15000";
    private const string B = "14/2400 420/6000 300/6000 72/5250 21/5250 260/4000";
    private const string C = "1/20000 30/50000 40/50000 60/49900 1600/49900 13000/40000";
    private static readonly DateTimeOffset Night = new(2026, 3, 1, 2, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(A, "48.4550 82.6032 99.1956 76.4289 93.0177 100", 74.1252, null, 74.1252, 0.8476)]
    [InlineData("0/0 150/20000 100/20000 58/19700 420/19700 3900/15000", "85.0274 82.6032 99.1956 76.4289 93.0177 100", 86.9255, null, 86.9255, 0.6323)]
    [InlineData(B, "13.2661 0 25.2580 0 33.3754 22.1615", 13.2833, 59.0, 13.2833, 0.7052)]
    [InlineData(C, "100 100 100 100 100 100", 100, null, 100, 0.9228)]
    [InlineData("0/400 0/1001 0/1001 0/1001 0/1001 0/800", "87.8694 100 100 100 42.5679 0", 82.1395, 59.0, 59, 0.4494)]
    [InlineData("0/0 60/50000 20/50000 4/49940 0/49940 0/30000", "85.0274 100 100 100 0 0", 74.7596, 59.0, 59, 0.6428)]
    [InlineData("1/9000 40/12000 10/12000 15/11960 0/0 0/0", "100 100 100 100 90.3090 86.1353", 97.8531, null, 97.8531, 0.6533)]
    [InlineData("0/0 0/0 0/0 0/0 0/0 0/0", "85.0274 92.0819 76.8622 86.1353 90.3090 86.1353", 86.9329, null, 86.9329, 0)]
    public void A_golden_vector_comes_out_to_four_decimals(string counts, string scores, double raw, double? cap, double index, double confidence) =>
        Expect(Parse(counts), scores, raw, cap, index, confidence);

    [Fact]
    public void A_today_and_C_15_days_ago_pool_to_the_golden_roll_up() =>
        Expect(RollUp.Pool([(Night, Parse(A)), (Night.AddDays(-15), Parse(C))], Night), "67.8057 100 100 100 100 100", 88.7320, null, 88.7320, 0.9159);

    [Fact]
    public void A_and_B_of_the_same_day_pool_to_the_golden_roll_up() =>
        Expect(RollUp.Pool([(Night, Parse(A)), (Night, Parse(B))], Night), "23.4230 36.4061 62.7035 41.7645 85.0549 91.7032", 45.0898, 59, 45.0898, 0.8724);

    [Theory]
    [InlineData(9, 8000, 0.05920, 0.21369)]
    [InlineData(14, 2400, 0.34780, 0.97681)]
    [InlineData(150, 20000, 0.63952, 0.87939)]
    public void A_Wilson_interval_comes_out_to_five_decimals_of_a_per_cent(double events, double trials, double lower, double upper)
    {
        var interval = Wilson.Of(new Count(events, trials));

        Assert.Equal(lower, interval.Lower * 100, 5);
        Assert.Equal(upper, interval.Upper * 100, 5);
    }

    [Fact]
    public void Without_a_trial_the_Wilson_interval_says_nothing() => Assert.Equal(new Wilson(0, 1), Wilson.Of(default));

    [Theory]
    [InlineData("20/9000 0/0 0/0 0/0 0/0 0/0", CapReason.Complaints, 59)]
    [InlineData("60/9000 0/0 0/0 0/0 0/0 0/0", CapReason.Complaints, 39)]
    [InlineData("0/0 700/9000 0/0 0/0 0/0 0/0", CapReason.HardBounces, 59)]
    [InlineData("0/0 1200/9000 0/0 0/0 0/0 0/0", CapReason.HardBounces, 39)]
    [InlineData("0/0 0/0 0/0 0/0 0/2000 0/2000", CapReason.EngagementAbsent, 59)]
    public void A_cap_names_its_reason(string counts, CapReason reason, double value)
    {
        var result = ReputationIndex.Compute(Parse(counts));

        Assert.Equal([new AppliedCap(value, reason)], result.Caps);
        Assert.Equal(value, result.Cap);
    }

    [Theory]
    [InlineData(ReputationFlags.TrapHit, CapReason.TrapHit, 39)]
    [InlineData(ReputationFlags.Listed, CapReason.Listed, 39)]
    [InlineData(ReputationFlags.DmarcNotAligned, CapReason.DmarcNotAligned, 59)]
    public void What_is_known_beside_the_counts_caps_even_a_perfect_mailing(ReputationFlags flag, CapReason reason, double value)
    {
        var result = ReputationIndex.Compute(Parse(C), flag);

        Assert.Equal([new AppliedCap(value, reason)], result.Caps);
        Assert.Equal(value, result.Index);
        Assert.Equal(100, result.Raw);
    }

    [Fact]
    public void The_lowest_cap_counts_and_all_are_told()
    {
        var result = ReputationIndex.Compute(Parse(C), ReputationFlags.DmarcNotAligned | ReputationFlags.Listed);

        Assert.Equal([CapReason.Listed, CapReason.DmarcNotAligned], result.Caps.Select(cap => cap.Reason));
        Assert.Equal(39, result.Cap);
    }

    [Fact]
    public void Text_only_mail_without_any_click_or_open_to_count_is_not_absent_engagement() =>
        Assert.Null(ReputationIndex.Compute(Parse("0/0 0/90000 0/90000 0/90000 0/0 0/0")).Cap);

    [Theory]
    [InlineData(A, Band.Watch, true)]
    [InlineData(B, Band.Bad, true)]
    [InlineData(C, Band.Good, true)]
    [InlineData("0/0 0/0 0/0 0/0 0/0 0/0", Band.Good, false)]
    public void The_band_follows_the_index_and_little_data_is_unrated(string counts, Band band, bool rated)
    {
        var result = ReputationIndex.Compute(Parse(counts));

        Assert.Equal(band, result.Band);
        Assert.Equal(rated, result.IsRated);
    }

    [Fact]
    public void More_events_than_trials_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new Count(2, 1));

    [Fact]
    public void Moderation_needs_the_rate_and_suspension_needs_certainty()
    {
        var few = Parse("3/500 0/500 0/500 0/500 0/500 0/500");
        var many = Parse("60/9000 0/9000 0/9000 0/9000 0/9000 0/9000");
        var bounces = Parse("0/0 1100/9000 0/0 0/0 0/0 0/0");

        Assert.False(Consequences.CallForModeration(few));
        Assert.False(Consequences.CallForSuspension(few));
        Assert.True(Consequences.CallForModeration(many));
        Assert.True(Consequences.CallForSuspension(many));
        Assert.True(Consequences.CallForSuspension(bounces));
    }

    internal static Counts Parse(string counts)
    {
        var six = counts.Split(' ').Select(one => one.Split('/'))
            .Select(one => new Count(double.Parse(one[0], CultureInfo.InvariantCulture), double.Parse(one[1], CultureInfo.InvariantCulture))).ToArray();
        return new Counts(six[0], six[1], six[2], six[3], six[4], six[5]);
    }

    private static void Expect(Counts counts, string scores, double raw, double? cap, double index, double confidence)
    {
        var result = ReputationIndex.Compute(counts);

        var expected = scores.Split(' ').Select(score => double.Parse(score, CultureInfo.InvariantCulture)).ToArray();
        Assert.All(result.Signals.Zip(expected), pair => Assert.Equal(pair.Second, pair.First.Score, 4));
        Assert.Equal(raw, result.Raw, 4);
        Assert.Equal(cap, result.Cap);
        Assert.Equal(index, result.Index, 4);
        Assert.Equal(confidence, result.Confidence, 4);
    }
}

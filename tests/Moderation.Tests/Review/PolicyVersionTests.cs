using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Tests.Review;

public sealed class PolicyVersionTests
{
    private static readonly Policy Stricter = new(2, new Dictionary<string, Severity>(StringComparer.Ordinal) { ["attachment.large"] = Severity.Block }, Thresholds.Default with { VolumeFactor = 2.5m, MailsPerContact = 3, VolumeCountsThisMailing = true })
    {
        ReviewEverything = true,
        ReviewShare = 0.05m,
    };

    [Fact]
    public void What_is_kept_reads_as_it_was_written()
    {
        var kept = Of(Stricter);
        var read = kept.Read();

        Assert.Equal(Stricter.Thresholds, read.Thresholds);
        Assert.Equal(Stricter.Severities, read.Severities);
        Assert.Equal((2, true, 0.05m), (read.Version, read.ReviewEverything, read.ReviewShare));
        Assert.DoesNotContain("AttachmentBytes", kept.Thresholds, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"gone.rule":"block","attachment.large":"hold"}""", """{"GoneFigure":4,"VolumeFactor":2.5}""", 2.5)]
    [InlineData("""{"attachment.large":"explode"}""", """{"VolumeFactor":"many"}""", 3.6)]
    [InlineData("""{"attachment.large":7}""", """{"VolumeFactor":-1,"Likeness":null}""", 3.6)]
    [InlineData("[]", "no json", 3.6)]
    public void What_is_unknown_is_passed_over_and_what_is_missing_is_as_shipped(string severities, string thresholds, double factor)
    {
        var read = new PolicyVersion { Version = 3, Severities = severities, Thresholds = thresholds, ReviewEverything = false, ReviewShare = 0, By = Guid.Empty, ByName = "", At = default, Why = "" }.Read();

        Assert.Equal(Severity.Hold, read.SeverityOf(RuleCatalogue.Info("attachment.large")));
        Assert.Equal(Thresholds.Default with { VolumeFactor = (decimal)factor }, read.Thresholds);
        Assert.DoesNotContain("gone.rule", read.Severities.Keys);
    }

    [Theory]
    [InlineData("optout.missing")]
    [InlineData("optout.placeholder")]
    [InlineData("mail.unsendable")]
    [InlineData("html.limits")]
    public void What_the_law_asks_for_stays_a_block_whatever_is_stored(string code) =>
        Assert.Equal(Severity.Block, new Policy(2, new Dictionary<string, Severity>(StringComparer.Ordinal) { [code] = Severity.Advise }, Thresholds.Default).SeverityOf(RuleCatalogue.Info(code)));

    [Fact]
    public void A_difference_names_each_change_with_old_and_new()
    {
        Assert.Empty(PolicyDifference.Between(Stricter, Stricter with { Version = 3 }));
        var changes = PolicyDifference.Between(Policy.Default, Stricter).Select(change => change.ToString()).ToList();
        Assert.Contains($"{RuleCatalogue.Info("attachment.large").Title}: holds → blocks", changes);
        Assert.Contains("Messages per opted-in contact in seven days: 3.6 → 2.5", changes);
        Assert.Contains("Review everything: no → yes", changes);
        Assert.Contains("Share that is reviewed all the same: 0 % → 5 %", changes);
        Assert.Equal(6, changes.Count);
    }

    private static PolicyVersion Of(Policy policy) => PolicyVersion.Of(policy, Guid.NewGuid(), "root", DateTimeOffset.UnixEpoch, "Too many complaints");
}

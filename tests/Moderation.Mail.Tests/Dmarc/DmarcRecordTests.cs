using System.Text;
using Moderation.Mail.Dmarc;
using Moderation.Mail.Tests.Fuzzing;

namespace Moderation.Mail.Tests.Dmarc;

public sealed class DmarcRecordTests
{
    [Fact]
    public void A_record_is_read()
    {
        var record = DmarcRecord.Parse("v=DMARC1; p=reject ;sp = quarantine; np=none;psd=n; t=y; adkim=s; aspf=s; rua=mailto:a@example.com!10m, mailto:b@example.com; fo=1;")!;
        Assert.Equal((DmarcPolicy.Reject, DmarcPolicy.Quarantine, DmarcPolicy.None), (record.Policy, record.SubdomainPolicy, record.NonexistentPolicy));
        Assert.Equal((DmarcPsd.No, true, true, true), (record.Psd, record.IsTesting, record.IsDkimStrict, record.IsSpfStrict));
        Assert.Equal(["mailto:a@example.com", "mailto:b@example.com"], record.AggregateReports);
        Assert.Empty(record.Problems);
    }

    [Theory]
    [InlineData("v=DMARC1x; p=none")]
    [InlineData("v=dmarc1; p=none")]
    [InlineData("p=none; v=DMARC1")]
    [InlineData("v=spf1 -all")]
    [InlineData("")]
    public void Another_text_is_no_record(string text) => Assert.Null(DmarcRecord.Parse(text));

    [Theory]
    [InlineData("v=DMARC1", null)]
    [InlineData("v=DMARC1; p=rejected", null)]
    [InlineData("v=DMARC1; p=rejected; rua=mailto:a@example.com", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=reject; sp=x", null)]
    [InlineData("v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com", DmarcPolicy.None)]
    [InlineData("v=DMARC1; p=REJECT; unknown=x; adkim=q", DmarcPolicy.Reject)]
    public void A_wrong_policy_counts_as_none_or_not_at_all(string text, DmarcPolicy? policy) =>
        Assert.Equal(policy, DmarcRecord.Parse(text)!.Usable?.Policy);

    [Theory]
    [InlineData("v=DMARC1; p=none; pct=50", "pct=")]
    [InlineData("v=DMARC1; p=none; adkim=x", "adkim=x")]
    [InlineData("v=DMARC1; p=none; rua=dmarc@example.com", "dmarc@example.com")]
    [InlineData("v=DMARC1; p=none; p=reject", "twice")]
    [InlineData("v=DMARC1; p=none; hello", "hello")]
    [InlineData("v=DMARC1; rua=mailto:a@example.com", "no p=")]
    public void What_is_wrong_is_told(string text, string word) =>
        Assert.Contains(word, Assert.Single(DmarcRecord.Parse(text)!.Problems), StringComparison.Ordinal);

    [Fact]
    public void Records_survive_mutation() =>
        Fuzz.Run(
            "dmarc",
            ["v=DMARC1; p=reject; sp=quarantine; np=none; psd=n; t=y; adkim=s; rua=mailto:a@example.com!10m, mailto:b@example.com; fo=1"u8.ToArray()],
            input =>
            {
                var record = DmarcRecord.Parse(Encoding.Latin1.GetString(input));
                Assert.True(record is null || record.Usable is null || record.Usable.Policy is not null);
                Assert.All(record?.Problems ?? [], problem => Assert.DoesNotContain(problem, char.IsControl));
            },
            ";", "=", "p=", "rua=", "mailto:", "psd=y", "!", ",");
}

using System.Buffers;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed class DkimRotationTests
{
    private static readonly DomainName Domain = DomainName.Parse("news.example.com");
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Mail_of_the_old_key_passes_until_its_record_is_revoked_and_mail_of_the_new_one_from_its_first_message()
    {
        using var old = DkimKey.Create();
        using var young = DkimKey.Create();
        var plan = DkimRotation.Plan(Domain, "m202602", "m202603", young.TxtRecord, TimeSpan.FromHours(1), Now);
        Assert.Equal(("m202603._domainkey.news.example.com", Now.AddHours(1), "m202602._domainkey.news.example.com", Now.AddHours(1).AddDays(7)), (plan.Publish.Name, plan.SignFrom, plan.Revoke.Name, plan.RevokeFrom));

        var zone = new Dictionary<string, string> { [plan.Revoke.Name] = old.TxtRecord, [plan.Publish.Name] = plan.Publish.Text };
        var (before, after) = (Signed("m202602", old), Signed("m202603", young));
        Assert.Equal((DkimVerdict.Pass, DkimVerdict.Pass), (await JudgeAsync(before, zone), await JudgeAsync(after, zone)));
        zone[plan.Revoke.Name] = plan.Revoke.Text;
        Assert.Equal((DkimVerdict.PermError, DkimVerdict.Pass), (await JudgeAsync(before, zone), await JudgeAsync(after, zone)));
    }

    [Theory]
    [InlineData("s1", "S1", 60)]
    [InlineData("s1", "s 2", 60)]
    [InlineData("", "s2", 60)]
    [InlineData("s1", "s2", -1)]
    public void A_plan_that_would_break_mail_is_refused(string oldSelector, string newSelector, int seconds) =>
        Assert.Throws<ArgumentException>(() => DkimRotation.Plan(Domain, oldSelector, newSelector, "v=DKIM1; p=AAAA", TimeSpan.FromSeconds(seconds), Now));

    private static byte[] Signed(string selector, DkimKey key)
    {
        var (header, body) = ("From: a@news.example.com\r\n"u8.ToArray(), "Hello\r\n"u8.ToArray());
        var output = new ArrayBufferWriter<byte>();
        new DkimSigner(Domain, selector, key.Rsa).Sign(header, body, Now, output);
        return [.. output.WrittenSpan, .. header, .. "\r\n"u8, .. body];
    }

    private static async Task<DkimVerdict> JudgeAsync(byte[] message, Dictionary<string, string> zone) =>
        Assert.Single(await new DkimVerifier((name, _) => ValueTask.FromResult<IReadOnlyList<string>>([zone[name]])).VerifyAsync(message, Now, default)).Verdict;
}

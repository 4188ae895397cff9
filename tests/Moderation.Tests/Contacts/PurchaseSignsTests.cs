using Moderation.Contacts;

namespace Moderation.Tests.Contacts;

public sealed class PurchaseSignsTests
{
    [Fact]
    public void Each_sign_has_its_figure_with_its_n_and_its_limit()
    {
        var signs = PurchaseSigns.In(new AudienceCounts(900, WithoutConsent: 300, Role: 31, Disposable: 10, SameMoment: 500, OldAndNeverMailed: 200, LatestImport: 800, ActiveBase: 100));

        Assert.Equal(
            ["role addresses", "throw-away addresses", "no date of consent", "consent older than 24 months, never mailed", "consent of one and the same second", "an import much larger than the base before"],
            signs.Select(sign => sign.Sign));
        Assert.Equal("31 of 900, 3.4 %", signs[0].Figure);
        Assert.Equal("above 2 %", signs[0].Limit);
    }

    [Fact]
    public void At_its_limit_a_share_is_no_sign() =>
        Assert.Empty(PurchaseSigns.In(new AudienceCounts(1000, WithoutConsent: 200, Role: 20, Disposable: 10, SameMoment: 500, OldAndNeverMailed: 200, LatestImport: 200, ActiveBase: 100)));

    [Fact]
    public void Of_fewer_than_twenty_people_nothing_is_read() =>
        Assert.Empty(PurchaseSigns.In(new AudienceCounts(19, WithoutConsent: 19, Role: 19)));

    [Fact]
    public void A_first_import_is_judged_mildly() =>
        Assert.Empty(PurchaseSigns.In(new AudienceCounts(1000, SameMoment: 1000, LatestImport: 1000, IsFirstImport: true)));

    [Fact]
    public void Domains_bounces_order_and_the_lists_of_others_are_signs_too()
    {
        var signs = PurchaseSigns.In(new AudienceCounts(1000) { NoSuchDomain = 7, DomainsLookedUp = 300, FirstHardBounces = 6, FirstMailed = 100, OverlapPercent = 15, Runs = new AddressRuns(200, 1000, 490, 500) });

        Assert.Equal(
            ["domains that do not exist", "first mailing came back: no such mailbox", "do not want mail of another sender here", "addresses counted up by a number", "in the order of the alphabet"],
            signs.Select(sign => sign.Sign));
        Assert.Equal("7 of 300, 2.3 %", signs[0].Figure);
        Assert.Equal([2], Enumerable.Range(0, 5).Where(i => signs[i].AboutOthers));
        Assert.Equal([3, 4], Enumerable.Range(0, 5).Where(i => signs[i].IsOrder));
    }

    [Fact]
    public void Each_of_these_says_nothing_of_fewer_than_twenty_or_at_its_limit() =>
        Assert.Empty(PurchaseSigns.In(new AudienceCounts(1000) { NoSuchDomain = 19, DomainsLookedUp = 19, FirstHardBounces = 5, FirstMailed = 100, Runs = new AddressRuns(100, 1000, 19, 19) }));
}

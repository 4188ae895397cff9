using Moderation.Delivery;
using Moderation.Reputation;

namespace Moderation.Tests.Delivery;

public sealed class PoolAssignmentTests
{
    [Theory]
    [InlineData(Band.Good, false, false, "Bookshop", MailingKind.Campaign, PoolClass.Established)]
    [InlineData(Band.Good, false, false, "Online casino", MailingKind.Campaign, PoolClass.New)]
    [InlineData(Band.Good, true, false, "Bookshop", MailingKind.Campaign, PoolClass.New)]
    [InlineData(Band.Good, true, false, "Crypto news", MailingKind.Campaign, PoolClass.Quarantine)]
    [InlineData(Band.Watch, false, false, "Bookshop", MailingKind.Campaign, PoolClass.New)]
    [InlineData(null, false, false, "Bookshop", MailingKind.Campaign, PoolClass.New)]
    [InlineData(Band.Poor, false, false, "Bookshop", MailingKind.Campaign, PoolClass.Quarantine)]
    [InlineData(Band.Good, false, true, "Bookshop", MailingKind.Campaign, PoolClass.Quarantine)]
    [InlineData(Band.Good, false, false, "Bookshop", MailingKind.Transactional, PoolClass.Transactional)]
    [InlineData(Band.Good, true, false, "Bookshop", MailingKind.Transactional, PoolClass.New)]
    [InlineData(Band.Bad, false, false, "Bookshop", MailingKind.Transactional, PoolClass.Quarantine)]
    public void Band_probation_industry_and_kind_choose_the_class(Band? band, bool probation, bool moderated, string industry, MailingKind kind, PoolClass expected) =>
        Assert.Equal(expected, PoolAssignment.Default.Of(new AccountStanding(band, probation, moderated, industry), kind).Class);
}

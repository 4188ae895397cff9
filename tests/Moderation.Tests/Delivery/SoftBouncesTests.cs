using Moderation.Delivery;

namespace Moderation.Tests.Delivery;

public sealed class SoftBouncesTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("SSSSSS", false, false)]
    [InlineData("SSSSSSS", false, true)]
    [InlineData("SSSSSSS", true, false)]
    [InlineData("SSSSSSSSSSSSSSS", true, true)]
    // A message that arrived ends the row; one that may still come back does not, and neither does what says nothing of the mailbox.
    [InlineData("SSSSSS.S", false, false)]
    [InlineData("SSS?SSSS", false, true)]
    [InlineData("SSSBSSES", false, false)]
    [InlineData("SSSBSSESS", false, true)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFF", false, false)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", true, true)]
    [InlineData("", false, false)]
    public void Seven_in_a_row_fifteen_of_the_active_thirty_full_ones(string latestFirst, bool wasActive, bool tooMany) =>
        Assert.Equal(tooMany, SoftBounces.AreTooMany(latestFirst.Select((c, i) => new PastDelivery(
            c switch { 'S' => BounceKind.Soft, 'F' => BounceKind.Full, 'B' => BounceKind.Block, 'E' => BounceKind.Expired, _ => null },
            c == '?' ? Now.AddHours(-71) : Now.AddHours(-72 - i))), wasActive, Now));
}

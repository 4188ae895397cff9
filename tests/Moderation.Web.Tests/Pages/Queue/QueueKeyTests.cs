using Moderation.Web.Pages.Queue;

namespace Moderation.Web.Tests.Pages.Queue;

public sealed class QueueKeyTests
{
    [Fact]
    public void A_key_is_read_as_it_was_written()
    {
        var key = new QueueKey(new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero), Guid.CreateVersion7());
        Assert.Equal(key, QueueKey.Parse(key.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("1-2")]
    [InlineData("99999999999999999999-0198c0de000070008000000000000000")]
    public void A_key_that_somebody_shortened_is_none(string text) => Assert.Null(QueueKey.Parse(text));
}

using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Relay;

public sealed class NewChunksTests
{
    [Fact]
    public async Task Who_waits_is_woken_and_what_was_told_before_is_not_lost()
    {
        var news = new NewChunks();
        var waiting = news.WaitAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        news.Tell();
        await waiting;

        news.Tell();
        news.Tell();
        await news.WaitAsync(CancellationToken.None);
        Assert.False(news.WaitAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task Who_gave_up_waiting_takes_nothing_from_the_next()
    {
        var news = new NewChunks();
        using var end = new CancellationTokenSource();
        var given = news.WaitAsync(end.Token);
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);

        news.Tell();
        await news.WaitAsync(CancellationToken.None);
    }
}

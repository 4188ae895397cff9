using System.Collections.Concurrent;
using Moderation.Web.Feedback;

namespace Moderation.Web.Tests.Feedback;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task Those_who_come_while_one_is_written_share_the_next_commit()
    {
        var batches = new ConcurrentQueue<int>();
        var first = new TaskCompletionSource();
        var commits = new GroupCommit<int>(10, async batch =>
        {
            batches.Enqueue(batch.Count);
            await first.Task;
        });

        var all = Enumerable.Range(0, 16).Select(commits.AddAsync).ToList();
        Assert.True(commits.IsBusy);
        Assert.DoesNotContain(all, one => one.IsCompleted);
        first.SetResult();
        await Task.WhenAll(all);

        Assert.Equal([1, 10, 5], batches);
        await commits.AddAsync(17);
        Assert.Equal([1, 10, 5, 1], batches);
    }

    [Fact]
    public async Task One_that_cannot_be_written_fails_alone()
    {
        var written = new ConcurrentQueue<int>();
        var first = new TaskCompletionSource();
        var commits = new GroupCommit<int>(10, async batch =>
        {
            await first.Task;
            if (batch.Contains(3))
            {
                throw new InvalidOperationException("three");
            }

            foreach (var one in batch)
            {
                written.Enqueue(one);
            }
        });

        var all = Enumerable.Range(1, 5).Select(commits.AddAsync).ToList();
        first.SetResult();

        await Assert.ThrowsAsync<InvalidOperationException>(() => all[2]);
        await Task.WhenAll(all.Where((_, i) => i != 2));
        Assert.Equal([1, 2, 4, 5], written);
    }
}

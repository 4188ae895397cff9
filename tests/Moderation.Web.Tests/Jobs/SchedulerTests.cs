using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Moderation.Web.Tenancy;
using Moderation.Web.Tests.Hosting;
using Quartz;

namespace Moderation.Web.Tests.Jobs;

public sealed class SchedulerTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;

    public async Task InitializeAsync() => _app = await ConsoleApp.StartAsync(("Roles", "Console,Jobs"));

    public Task DisposeAsync() => _app.DisposeAsync().AsTask();

    [Fact]
    public async Task A_job_that_is_scheduled_in_a_transaction_shares_its_fate()
    {
        var scheduler = await _app.Services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        await ScheduleAsync(scheduler, "rolled-back", commit: false);
        await ScheduleAsync(scheduler, "committed", commit: true);

        await Noted.Ran.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(["committed"], Noted.Names);
        Assert.Null(await scheduler.GetJobDetail(new JobKey("rolled-back")));
        Assert.Equal("committed", await _app.AsEngineAsync(db => db.Accounts.Select(account => account.Name).SingleAsync()));
    }

    [Fact]
    public async Task Without_a_transaction_nothing_can_be_enlisted()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var scheduler = await scope.ServiceProvider.GetRequiredService<ISchedulerFactory>().GetScheduler();
        Assert.Throws<InvalidOperationException>(() => scheduler.EnlistIn(scope.ServiceProvider.GetRequiredService<ModerationDb>()));
    }

    // As a page does it: under the console's role, together with a row of its own.
    private async Task ScheduleAsync(IScheduler scheduler, string name, bool commit)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Accounts.Add(new Account { Name = name, CreatedAt = _app.Clock.GetUtcNow() });
        await db.SaveChangesAsync();
        using (scheduler.EnlistIn(db))
        {
            await scheduler.ScheduleJob(
                JobBuilder.Create<Noted>().WithIdentity(name).Build(),
                TriggerBuilder.Create().WithIdentity(name).StartNow().Build());
            await (commit ? transaction.CommitAsync() : transaction.RollbackAsync());
        }
    }

    public sealed class Noted : IJob
    {
        public static ConcurrentQueue<string> Names { get; } = new();

        public static TaskCompletionSource Ran { get; } = new();

        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Names.Enqueue(context.JobDetail.Key.Name);
            Ran.TrySetResult();
            return default;
        }
    }
}

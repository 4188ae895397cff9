using Moderation.Web.Data;
using Quartz;

namespace Moderation.Web.Jobs;

/// <summary>Quartz on PostgreSQL, shared by every node. Each node can schedule, also inside EF's transaction; only those with the Jobs role run jobs.</summary>
internal static class SchedulerFeature
{
    private const string TablePrefix = "quartz.qrtz_";
    private const string SchedulerName = "moderation";

    public static void AddScheduler(this WebApplicationBuilder builder, Database database, bool runsJobs)
    {
        builder.Services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options =>
            {
                options.InstanceName = SchedulerName;
                options.InstanceId = $"{Environment.MachineName}-{Guid.NewGuid():N}";
            });
            // A job lets its exception escape; Quartz then tries again after 10 s, 40 s and 160 s.
            quartz.UseDefaultRetryPolicy(RetryPolicy.Exponential(3, TimeSpan.FromSeconds(10), 4.0));
            quartz.UsePersistentStore(store =>
            {
                Configure(store, database.Address.Engine, SchemaProvisioning.Validate);
                store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(5));
                store.UseExecutionHistory();
            });
        });
        if (runsJobs)
        {
            builder.Services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        }
    }

    /// <summary>Makes Quartz's tables under the owner's role, once; nodes only validate them.</summary>
    public static async Task ProvisionAsync(string owner, CancellationToken cancel)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddQuartz(quartz =>
            {
                // Another name, so that this one sees no jobs and runs none.
                quartz.ConfigureScheduler(options => options.InstanceName = SchedulerName + "-provisioning");
                quartz.UsePersistentStore(store =>
                {
                    Configure(store, owner, SchemaProvisioning.CreateIfMissing);
                    store.UseExecutionHistory();
                });
            })
            .BuildServiceProvider();
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler(cancel);
        await scheduler.Start(cancel);
        await scheduler.Shutdown(waitForJobsToComplete: false, cancel);
    }

    private static void Configure(IPersistentStoreBuilder store, string connectionString, SchemaProvisioning provisioning)
    {
        store.UsePostgres(connectionString);
        store.ConfigureStore(options =>
        {
            options.TablePrefix = TablePrefix;
            options.SchemaProvisioning = provisioning;
            options.StoreJobDataAsStrings = true;
            options.AcceptEnlistedTransactions = true;
        });
    }
}

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Moderation.Benchmarks.Parts;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;

namespace Moderation.Benchmarks.Database;

/// <summary>A node of the console in this process, set up as in production, with a database of its own.</summary>
internal sealed class ConsoleHost(string connectionString, params (string Key, string Value)[] settings) : WebApplicationFactory<ModerationDb>
{
    private static readonly string MasterKey = Convert.ToBase64String(new byte[32]);

    /// <summary>Starts it: the database is made, migrated and walled.</summary>
    public ConsoleHost Started()
    {
        _ = Server;
        return this;
    }

    public async Task<T> AsEngineAsync<T>(Func<EngineDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<EngineDb>());
    }

    public async Task<T> AsAccountAsync<T>(Guid account, Func<ModerationDb, IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        return await work(scope.ServiceProvider.GetRequiredService<ModerationDb>(), scope.ServiceProvider);
    }

    public async Task<T> AsStaffAsync<T>(Func<ModerationDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        return await work(scope.ServiceProvider.GetRequiredService<ModerationDb>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Production");
        builder.UseContentRoot(Path.Combine(SourceTree.Root, "src", "Moderation.Web"));
        builder.UseSetting("ConnectionStrings:Moderation", connectionString);
        builder.UseSetting("Keys:Master", MasterKey);
        builder.UseSetting("Public:BaseUrl", "https://go.news.example");
        builder.UseSetting("Relay:BounceDomain", "bounce.news.example");
        builder.UseSetting("Roles", "Console");
        builder.UseSetting("Checks:Network", "false");
        // Standard output is for the results.
        builder.UseSetting("Serilog:MinimumLevel", "Error");
        // The console's own would take the signals that are meant to end the benchmark.
        builder.ConfigureServices(services => services.AddSingleton<IHostLifetime, NoLifetime>());
        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Web.Data;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Tests.Hosting;

/// <summary>The real host on a real database of its own, with a clock that the test moves.</summary>
public class ConsoleApp : WebApplicationFactory<Program>
{
    public const string Password = "A long enough password 1!";

    private readonly string _local = Path.Combine(Path.GetTempPath(), $"moderation-tests-local-{Guid.NewGuid():N}");
    private readonly IReadOnlyDictionary<string, string?> _settings;


    // Linux gives a user 128 inotify instances, and every console of every test run would take some.
    static ConsoleApp() => Environment.SetEnvironmentVariable("DOTNET_USE_POLLING_FILE_WATCHER", "1");

    protected ConsoleApp(string connectionString, IReadOnlyDictionary<string, string?> settings) =>
        (ConnectionString, _settings) = (connectionString, settings);

    /// <summary>Of the superuser, for what a test must look at behind the walls.</summary>
    public string ConnectionString { get; }

    public MovableClock Clock { get; } = new();

    /// <summary>Replaces services by the test's own.</summary>
    public Action<IServiceCollection> Replacing { get; init; } = _ => { };

    /// <param name="settings">Configuration beside the tests' defaults: no demo data, Console and Jobs roles only.</param>
    public static async Task<ConsoleApp> StartAsync(params (string Key, string? Value)[] settings)
    {
        var app = new ConsoleApp(await TestPostgres.NewDatabaseAsync(), settings.ToDictionary(s => s.Key, s => s.Value));
        _ = app.Server;
        return app;
    }

    /// <summary>As <see cref="StartAsync"/>, reachable by a browser at <see cref="Address"/>.</summary>
    public static async Task<ConsoleApp> ServeAsync(params (string Key, string? Value)[] settings)
    {
        var app = new ConsoleApp(await TestPostgres.NewDatabaseAsync(), settings.ToDictionary(s => s.Key, s => s.Value));
        app.UseKestrel(0);
        app.StartServer();
        return app;
    }

    /// <summary>Where a served console is.</summary>
    public Uri Address => ClientOptions.BaseAddress;

    /// <summary>With some services replaced by the test's own.</summary>
    public static async Task<ConsoleApp> StartWithAsync(Action<IServiceCollection> services, params (string Key, string? Value)[] settings)
    {
        var app = new ConsoleApp(await TestPostgres.NewDatabaseAsync(), settings.ToDictionary(s => s.Key, s => s.Value)) { Replacing = services };
        _ = app.Server;
        return app;
    }

    public async Task<Account> AddAccountAsync(string name)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var account = new Account { Name = name, CreatedAt = Clock.GetUtcNow() };
        db.Accounts.Add(account);
        await db.SaveChangesAsync();
        return account;
    }

    public Task<AppUser> AddMarketerAsync(Account account) =>
        AddUserAsync($"marketer@{account.Name.ToLowerInvariant().Replace(' ', '-')}.example", Role.Marketer, account.Id);

    public async Task<AppUser> AddUserAsync(string email, string role, Guid? account = null)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<AppUser>>();
        var user = new AppUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, AccountId = account, DisplayName = email[..email.IndexOf('@', StringComparison.Ordinal)] };
        Succeed(await users.CreateAsync(user, Password));
        Succeed(await users.AddToRoleAsync(user, role));
        return user;
    }

    /// <summary>A browser without script: keeps cookies, does not follow redirects.</summary>
    public Visitor Visit() => new(CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false }));

    public async Task<Visitor> SignInAsync(AppUser user)
    {
        var visitor = Visit();
        var answer = await visitor.SubmitAsync("/account/signin", [("Email", user.Email!), ("Password", Password)]);
        Assert.True(answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.Found, $"Sign-in of {user.Email} answered {answer.StatusCode}.");
        return visitor;
    }

    /// <summary>Works as the engine does: over all accounts.</summary>
    public async Task<T> AsEngineAsync<T>(Func<EngineDb, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider.GetRequiredService<EngineDb>());
    }

    /// <summary>Works as a request of this account does.</summary>
    public async Task<T> AsAccountAsync<T>(Guid account, Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        return await work(scope.ServiceProvider);
    }

    /// <summary>One value, as the superuser sees it.</summary>
    public async Task<string> BehindTheWallsAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The tests' own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return Convert.ToString(await command.ExecuteScalarAsync()) ?? "";
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:Moderation", ConnectionString);
        builder.UseSetting("Local:Directory", _local);
        builder.UseSetting("Demo:Enabled", "false");
        builder.UseSetting("Roles", "Console");
        foreach (var (key, value) in _settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<TimeProvider>(Clock);
            Replacing(services);
        });
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        // What the scheduler and the tests leave idle in pools would fill a server that sees hundreds of consoles within minutes.
        NpgsqlConnection.ClearAllPools();
        if (Directory.Exists(_local))
        {
            Directory.Delete(_local, recursive: true);
        }

        GC.SuppressFinalize(this);
    }

    private static void Succeed(IdentityResult result) => Assert.True(result.Succeeded, string.Join(' ', result.Errors.Select(e => e.Description)));
}

using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Data.Demo;

/// <summary>What a newcomer finds in Development: two accounts, five people and something to moderate. Only in an empty database.</summary>
internal static class DemoData
{
    public static async Task AddDemoDataAsync(this WebApplication app)
    {
        var isEnabled = app.Configuration.GetValue("Demo:Enabled", app.Environment.IsDevelopment());
        if (isEnabled)
        {
            DemoPeople.RefuseBuiltInPassword(app.Configuration, app.Environment);
        }

        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActAsStaff();
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var people = ActivatorUtilities.CreateInstance<DemoPeople>(scope.ServiceProvider);
        if (!app.Environment.IsDevelopment())
        {
            await people.EndBuiltInPasswordAsync();
        }

        if (!isEnabled)
        {
            return;
        }

        if (!await db.Accounts.AnyAsync() && !await db.Users.AnyAsync())
        {
            var now = scope.ServiceProvider.GetRequiredService<TimeProvider>().GetUtcNow();
            await using var transaction = await db.Database.BeginTransactionAsync();
            await FillAsync(scope.ServiceProvider, db, people, now);
            await transaction.CommitAsync();
        }

        var lines = await people.SignInLinesAsync();
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            // Behind a container's port or a proxy people do not open the address that we listen on.
            var address = app.Configuration["Console:BaseUrl"] ?? app.Configuration["Public:BaseUrl"] ?? app.Urls.FirstOrDefault();
            // Not the log: this is for the person at the terminal, and a password does not belong in a log.
            Console.WriteLine($"{Environment.NewLine}Sign in at {address} as{Environment.NewLine}{string.Join(Environment.NewLine, lines)}{Environment.NewLine}");
        });
    }

    private static async Task FillAsync(IServiceProvider services, ModerationDb db, DemoPeople people, DateTimeOffset now)
    {
        var lighthouse = new Account
        {
            Name = "Lighthouse Books",
            CreatedAt = now,
            Profile = new BusinessProfile { Industry = "Books", Website = "https://lighthouse.example", Description = "A bookshop by the sea that writes to its readers once a month." },
        };
        var harbour = new Account
        {
            Name = "Second Harbour",
            CreatedAt = now,
            Profile = new BusinessProfile { Industry = "Travel", Website = "https://harbour.example", Description = "Sailing trips for small groups." },
        };
        db.Accounts.AddRange(lighthouse, harbour);
        await db.SaveChangesAsync();
        await people.AddAsync(lighthouse, harbour);
        var authors = await db.Users.Where(user => user.AccountId != null).ToListAsync();
        await ActivatorUtilities.CreateInstance<DemoCampaigns>(services).AddAsync(
            lighthouse, authors.Single(author => author.AccountId == lighthouse.Id), harbour, authors.Single(author => author.AccountId == harbour.Id), now);
    }
}

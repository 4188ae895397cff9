using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Tests.Intake.Importing;
using Moderation.Web.Tests.Pages;
using Moderation.Web.Tests.Relay;
using Npgsql;

namespace Moderation.Web.Tests.Feedback;

public sealed class ErasureTests
{
    [Fact]
    public async Task An_erased_address_is_gone_and_stays_suppressed_when_it_comes_back()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 3);
        var first = await world.SendAsync();
        await world.UntilAsync(first, CampaignState.Sent);
        const string person = "reader2@readers.example";
        var token = await world.TokenAsync(first, await world.SequenceAsync(first, person));
        using var client = world.Reader();
        (await client.PostAsync("/u/" + token, null)).EnsureSuccessStatusCode();
        await world.InAsync(world.Account, (_, services) => services.GetRequiredService<Erasure>().RunAsync(world.Account, person, Guid.NewGuid(), "Marketer", CancellationToken.None));

        // No table of the console names the person any more.
        var text = await world.App.BehindTheWallsAsync("select string_agg(c.relname, ' ') from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'app' and c.relkind in ('r', 'p') and not c.relispartition");
        foreach (var table in text.Split(' '))
        {
            Assert.Equal($"{table} 0", $"{table} " + await world.App.BehindTheWallsAsync($"select count(*) from app.{table} t where t::text like '%{person}%'"));
        }

        var suppression = Assert.Single(await world.EngineAsync(db => db.Suppressions.AsNoTracking().ToListAsync()));
        Assert.Equal(SuppressionReason.OptOut, suppression.Reason);
        Assert.Equal(world.Services.GetRequiredService<AddressHashes>().Of(world.Account, person), suppression.EmailKey);
        Assert.Equal(suppression.EmailKey, Assert.Single(await world.EngineAsync(db => db.Consents.AsNoTracking().ToListAsync())).EmailKey);

        // Somebody puts the address back by another way than the import.
        await world.EngineAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            with new as (
                insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, created_at)
                values ({world.Account}, gen_random_uuid(), {person}, {person}, '', '', now(), '', now()) returning account_id, id)
            insert into app.list_members (account_id, list_id, contact_id) select account_id, {world.List}, id from new
            """));
        var second = await world.SendAsync();
        await world.UntilAsync(second, CampaignState.Sent);
        Assert.Equal(5, world.Route.Messages.Count);
        Assert.DoesNotContain(world.Route.Messages.Skip(3), m => m.To == person);

        // The old link still works, and says nothing about the person.
        var page = await client.GetStringAsync("/u/" + token);
        Assert.DoesNotContain(person, page, StringComparison.Ordinal);
        (await client.PostAsync("/u/" + token, null)).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task An_erasure_while_the_campaign_sends_stops_that_recipient()
    {
        await using var world = await RelayWorld.StartAsync(contacts: 150, ("Relay:Connections", "1"));
        world.Route.Delay = TimeSpan.FromMilliseconds(20);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(world.Route.Messages.Count >= 5), "some have left");
        var last = await world.EngineAsync(db => db.Database.SqlQuery<string>($"""select email as "Value" from app.deliveries order by seq desc limit 1""").SingleAsync());
        await world.InAsync(world.Account, (_, services) => services.GetRequiredService<Erasure>().RunAsync(world.Account, last, Guid.NewGuid(), "Marketer", CancellationToken.None));
        await world.UntilAsync(campaign, CampaignState.Sent);

        Assert.Equal(149, world.Route.Messages.Count);
        Assert.DoesNotContain(world.Route.Messages, m => m.To == last);
    }

    [Fact]
    public async Task An_import_does_not_bring_an_erased_person_back()
    {
        var world = new MarketerWorld();
        await world.InitializeAsync();
        await using var app = world.App;
        await app.AsAccountAsync(world.Lighthouse.Id, async services =>
        {
            await services.GetRequiredService<Erasure>().RunAsync(world.Lighthouse.Id, "reader007@mailbox.example", world.Author.Id, "Author", CancellationToken.None);
            return true;
        });
        await Uploads.ImportAsync(app, world.Marketer, world.List.Id, "email\nReader007@mailbox.example\nnew@mailbox.example\n");
        Assert.False(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "reader007@mailbox.example")));
        Assert.True(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "new@mailbox.example")));
        Assert.Equal(0, await world.ReadAsync(db => db.ImportRefusals.CountAsync(r => r.Row.Contains("eader007"))));
    }

    [Fact]
    public async Task No_account_erases_the_people_of_another()
    {
        var world = new MarketerWorld();
        await world.InitializeAsync();
        await using var app = world.App;
        var stranger = await app.AsEngineAsync(db => db.Accounts.Where(a => a.Name == "Harbour").Select(a => a.Id).SingleAsync());
        await app.AsAccountAsync(stranger, async services =>
        {
            var erasure = services.GetRequiredService<Erasure>();
            var refused = await Assert.ThrowsAsync<PostgresException>(() => erasure.RunAsync(world.Lighthouse.Id, "reader007@mailbox.example", world.Author.Id, "Author", CancellationToken.None));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
            return true;
        });
        Assert.True(await world.ReadAsync(db => db.Contacts.AnyAsync(c => c.EmailKey == "reader007@mailbox.example")));
    }

    [Fact]
    public async Task The_database_hashes_as_the_console_does_and_accounts_hash_apart()
    {
        var world = new MarketerWorld();
        await world.InitializeAsync();
        await using var app = world.App;
        var hashes = app.Services.GetRequiredService<AddressHashes>();
        var account = world.Lighthouse.Id;
        const string key = "zoë@bücher.example";
        var inDatabase = await world.ReadAsync(db => db.Database.SqlQuery<string>($"""select app.address_hash({hashes.Inner}, {hashes.Outer}, {account.ToString()}, {key}) as "Value" """).SingleAsync());
        Assert.Equal(hashes.Of(account, key), inDatabase);
        Assert.NotEqual(hashes.Of(account, key), hashes.Of(Guid.NewGuid(), key));
        Assert.NotEqual(hashes.Of(account, key), hashes.OfPlatform(key));
    }
}

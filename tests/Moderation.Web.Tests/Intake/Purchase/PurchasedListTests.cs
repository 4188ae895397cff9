using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Contacts;
using Moderation.Rules;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Tests.Pages;

namespace Moderation.Web.Tests.Intake.Purchase;

/// <summary>A list that looks bought is held with its signs; honest ones are not. With a real database.</summary>
public sealed class PurchasedListTests : IAsyncLifetime
{
    private readonly MarketerWorld _world = new();

    public Task InitializeAsync() => _world.InitializeAsync();

    public Task DisposeAsync() => _world.DisposeAsync();

    private DateTimeOffset Now => _world.App.Clock.GetUtcNow();

    [Fact]
    public async Task A_list_that_looks_bought_is_held_with_its_signs()
    {
        // A harvest of the web, in order, without a word about consent, beside sixty people of one's own.
        var addresses = ListOf.People(300, seed: 1).Concat(Enumerable.Range(1, 20).Select(i => $"admin@firm{i}.example")).Concat(Enumerable.Range(1, 8).Select(i => $"x{i}@mailinator.com")).Order(StringComparer.Ordinal).ToList();
        var (list, _) = await _world.AddAsync("Europe 2026", addresses, _ => null);

        var finding = Assert.Single((await _world.CheckAsync(list)).Judgement.Findings, finding => finding.Rule == "audience.purchased");

        Assert.Equal(Severity.Hold, finding.Severity);
        Assert.Equal("20 of 328, 6.1 %; above 2 %", Figure("role addresses"));
        Assert.Equal("8 of 328, 2.4 %; above 1 %", Figure("throw-away addresses"));
        Assert.Equal("328 of 328, 100.0 %; above 20 %", Figure("no date of consent"));
        Assert.Equal("328 addresses, 60 before; above 2 times", Figure("an import much larger than the base before"));
        Assert.StartsWith("164 of 164 pairs", Figure("in the order of the alphabet"), StringComparison.Ordinal);
        string Figure(string name) => finding.Evidence.Single(evidence => evidence.Name == name).Value;
    }

    [Fact]
    public async Task A_sorted_export_of_ones_own_subscribers_is_not_held()
    {
        var (list, _) = await _world.AddAsync("Newsletter", [.. ListOf.People(110, seed: 2).Order(StringComparer.Ordinal)], i => Now.AddDays(-400 + i));

        var sign = Assert.Single(await _world.SignsAsync(list));

        Assert.True(sign.IsOrder);
        await HoldsNotAsync(list);
    }

    [Fact]
    public async Task Who_moves_here_with_one_file_and_one_date_is_not_held()
    {
        // The first import of a new account: every row bears the moment of the export.
        await _world.ReadAsync(async db =>
        {
            await db.ListMemberships.ExecuteDeleteAsync();
            return await db.Contacts.ExecuteDeleteAsync();
        });
        var (list, _) = await _world.AddAsync("From the old service", [.. ListOf.People(600, seed: 3).Order(StringComparer.Ordinal)], _ => Now.AddDays(-90));

        await HoldsNotAsync(list);
    }

    [Fact]
    public async Task A_small_shop_is_not_held()
    {
        // Some at the shop of a friend, one without a date, and nothing that twenty people would not show.
        var (list, _) = await _world.AddAsync("Shop", [.. ListOf.People(16, seed: 4), "info1@bakery.example", "office@florist.example", "admin@bikes.example"], i => i == 3 ? null : Now.AddYears(-3));

        Assert.Empty(await _world.SignsAsync(list));
        await HoldsNotAsync(list);
    }

    [Fact]
    public async Task A_first_mailing_that_comes_back_is_a_sign()
    {
        var (list, _) = await _world.AddAsync("Attic", ListOf.People(100, seed: 5), i => Now.AddDays(-400 + i));
        var campaign = await _world.DraftAsync();
        await _world.App.AsEngineAsync(async db =>
        {
            var month = new DateOnly(Now.Year, Now.Month, 1);
            await db.Database.ExecuteSqlAsync($"select app.make_partitions({month}, 1)");
            await db.Database.ExecuteSqlAsync($"update app.campaigns set list_id = {list.Id}, sending_since = now() + interval '1 hour' where id = {campaign.Id}");
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into app.deliveries (account_id, campaign_id, seq, month, contact_id, email, email_key, first_name, last_name)
                select m.account_id, {campaign.Id}, row_number() over (order by c.id), {month}, c.id, c.email, c.email_key, '', ''
                from app.list_members m join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id where m.list_id = {list.Id}
                """);
            return await db.Database.ExecuteSqlAsync(
                $"""
                insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence)
                select account_id, gen_random_uuid(), email_key, 'HardBounce', now(), campaign_id, 'SMTP 550' from app.deliveries where campaign_id = {campaign.Id} and seq <= 9
                """);
        });

        Assert.Equal("9 of 100, 9.0 %", Assert.Single(await _world.SignsAsync(list), sign => sign.Sign.StartsWith("first mailing", StringComparison.Ordinal)).Figure);
    }

    [Fact]
    public async Task An_import_is_flagged_once_and_the_marketer_sees_why()
    {
        var (_, import) = await _world.AddAsync("Bought", [.. ListOf.People(150, seed: 6), .. Enumerable.Range(1, 9).Select(i => $"webmaster@site{i}.example")], _ => null);
        await using (var scope = _world.App.Services.CreateAsyncScope())
        {
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<ImportFlagging>().RunAsync(CancellationToken.None));
            Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<ImportFlagging>().RunAsync(CancellationToken.None));
        }

        var report = await _world.Marketer.ReadAsync($"/contacts/imports/{import.Id}");

        Assert.Contains("9 of 159, 5.7 %", report, StringComparison.Ordinal);
        Assert.Contains("Will be looked at", report, StringComparison.Ordinal);
        Assert.Contains("Will be looked at", await _world.Marketer.ReadAsync("/contacts"), StringComparison.Ordinal);
    }

    private async Task HoldsNotAsync(ContactList list) =>
        Assert.DoesNotContain((await _world.CheckAsync(list)).Judgement.Findings, finding => finding.Rule == "audience.purchased");
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake.Purchase;
using Moderation.Web.Tests.Pages;
using Npgsql;

namespace Moderation.Web.Tests.Intake.Purchase;

/// <summary>That many of a list do not want mail of somebody else here is told to staff as a rounded share, and nothing else to anybody.</summary>
public sealed class OverlapTests : IAsyncLifetime
{
    private const string Victim = "eve@secret.example";

    private readonly MarketerWorld _world = new();
    private Account _other = null!;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        _other = await _world.App.AddAccountAsync("Other");
    }

    public Task DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public async Task A_list_of_which_many_left_another_account_shows_it_to_staff_alone()
    {
        var people = ListOf.People(400, seed: 1);
        await SuppressAsync(_other.Id, people.Take(80));
        var (list, _) = await _world.AddAsync("Found", [.. people, .. Enumerable.Range(1, 12).Select(i => $"admin@firm{i}.example")], i => _world.App.Clock.GetUtcNow().AddDays(-i));

        var finding = Assert.Single((await _world.CheckAsync(list)).Judgement.Findings, finding => finding.Rule == "audience.purchased");

        var evidence = Assert.Single(finding.Evidence, evidence => evidence.Name.StartsWith("do not want mail", StringComparison.Ordinal));
        Assert.True(evidence.StaffOnly);
        Assert.Matches("^about (15|20) % of 412; from 10 %$", evidence.Value);
        Assert.DoesNotContain(finding.Evidence, shown => !shown.StaffOnly && shown.Value == "2");
        Assert.DoesNotContain("Other", string.Concat(finding.Evidence.Select(shown => shown.Value)) + finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ones_own_opt_outs_are_no_overlap()
    {
        var people = ListOf.People(300, seed: 2);
        await SuppressAsync(_world.Lighthouse.Id, people.Take(150));

        Assert.Null(await AskAsync(people));
    }

    [Fact]
    public async Task Below_the_limit_nothing_is_told()
    {
        var people = ListOf.People(400, seed: 3);
        await SuppressAsync(_other.Id, people.Take(28));

        Assert.Null(await AskAsync(people));
    }

    [Fact]
    public async Task One_address_cannot_be_asked_about_alone_in_a_crowd_or_many_times()
    {
        await SuppressAsync(_other.Id, [Victim]);

        Assert.Null(await AskAsync([Victim]));
        Assert.Null(await AskAsync([.. Enumerable.Repeat(Victim, 500)]));
        Assert.Null(await AskAsync([.. ListOf.People(199, seed: 4), Victim]));
        Assert.Null(await DirectAsync([.. Enumerable.Repeat(Victim, 500)]));
        Assert.Null(await DirectAsync([Victim]));
    }

    [Fact]
    public async Task At_the_edge_of_a_step_one_address_more_seldom_changes_the_answer_and_never_says_that_it_was_that_one()
    {
        // The attacker knows twenty addresses that left the other account and pads with others, in many ways, with and without the victim.
        var known = ListOf.People(20, seed: 5);
        await SuppressAsync(_other.Id, [.. known, Victim]);
        var told = (With: 0, Without: 0);
        for (var attempt = 0; attempt < 40; attempt++)
        {
            var crowd = Enumerable.Range(0, 209).Select(i => $"crowd{attempt}x{i}@nowhere.example").ToList();
            told.With += await AskAsync([.. known, .. crowd, Victim]) is null ? 0 : 1;
            told.Without += await AskAsync([.. known, .. crowd, "nobody@nowhere.example"]) is null ? 0 : 1;
        }

        // 21 of 230 and 20 of 230: both are told now and then, so an answer proves neither.
        Assert.InRange(told.With, 1, 39);
        Assert.InRange(told.Without, 1, 39);
    }

    [Fact]
    public async Task Nobody_asks_for_another_account_and_nobody_reads_the_marks()
    {
        var people = ListOf.People(300, seed: 6);
        await SuppressAsync(_world.Lighthouse.Id, people);

        // The other account would learn what the first one suppresses as "others'" when it asks in a third one's name, or as nobody.
        Assert.Null(await AsAsync(_other.Id, db => Ask(db, Guid.NewGuid(), people)));
        foreach (var sql in new[] { "select count(*)::int as \"Value\" from app.overlap_marks", "delete from app.overlap_marks", "insert into app.overlap_marks select gen_random_uuid(), gen_random_uuid(), '\\x00'" })
        {
            var refused = await Assert.ThrowsAsync<PostgresException>(() => AsAsync(_other.Id, db => db.Database.ExecuteSqlRawAsync(sql)));
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        }
    }

    [Fact]
    public async Task The_marks_hold_no_address_and_go_with_the_suppression()
    {
        await SuppressAsync(_other.Id, [Victim]);
        var plain = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Victim)));

        Assert.Equal("1", await _world.App.BehindTheWallsAsync("select count(*) from app.overlap_marks where length(mark) = 32"));
        Assert.Equal("0", await _world.App.BehindTheWallsAsync($"select count(*) from app.overlap_marks where encode(mark, 'hex') = '{plain}'"));
        await _world.App.AsEngineAsync(db => db.Suppressions.ExecuteDeleteAsync());
        Assert.Equal("0", await _world.App.BehindTheWallsAsync("select count(*) from app.overlap_marks"));
    }

    private Task<int?> AskAsync(IReadOnlyCollection<string> keys) => AsAsync(_world.Lighthouse.Id, db => Ask(db, _world.Lighthouse.Id, keys));

    private Task<int?> Ask(ModerationDb db, Guid account, IReadOnlyCollection<string> keys) => _world.App.Services.GetRequiredService<Overlaps>().PercentAsync(db, account, keys, CancellationToken.None);

    // As if the console's role had fallen to somebody who even has the key: past the check in our own code.
    private Task<int?> DirectAsync(IReadOnlyCollection<string> keys)
    {
        var marks = keys.Select(_world.App.Services.GetRequiredService<Overlaps>().Mark).ToArray();
        return AsAsync(_world.Lighthouse.Id, db => db.Database.SqlQuery<int?>($"""select app.overlap({_world.Lighthouse.Id}, {marks}) as "Value" """).SingleAsync());
    }

    private Task<T> AsAsync<T>(Guid account, Func<ModerationDb, Task<T>> work) => _world.App.AsAccountAsync(account, services => work(services.GetRequiredService<ModerationDb>()));

    private async Task SuppressAsync(Guid account, IEnumerable<string> keys)
    {
        await _world.App.AsEngineAsync(db =>
        {
            db.AddRange(keys.Select(key => new Suppression { AccountId = account, EmailKey = key, Reason = SuppressionReason.OptOut, At = _world.App.Clock.GetUtcNow(), Evidence = "test" }));
            return db.SaveChangesAsync();
        });
        await using var scope = _world.App.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<OverlapMarking>().RunAsync(CancellationToken.None);
    }
}

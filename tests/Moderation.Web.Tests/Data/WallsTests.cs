using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;
using Npgsql;

namespace Moderation.Web.Tests.Data;

/// <summary>What stops one account from reading or writing another's rows when the wall before has a hole.</summary>
public sealed class WallsTests : IAsyncLifetime
{
    private ConsoleApp _app = null!;
    private Guid _one;
    private Guid _other;
    private ContactList _list = null!;

    public async Task InitializeAsync()
    {
        _app = await ConsoleApp.StartAsync();
        _one = (await _app.AddAccountAsync("One")).Id;
        _other = (await _app.AddAccountAsync("Other")).Id;
        _list = await _app.AsAccountAsync(_one, async services =>
        {
            var db = services.GetRequiredService<ModerationDb>();
            var list = new ContactList { AccountId = _one, Name = "Readers", CreatedAt = _app.Clock.GetUtcNow() };
            db.Lists.Add(list);
            await db.SaveChangesAsync();
            return list;
        });
    }

    public async Task DisposeAsync() => await _app.DisposeAsync();

    [Fact]
    public Task The_account_itself_sees_its_rows() => As(_one, async db => Assert.Equal(1, await db.Lists.CountAsync()));

    [Fact]
    public async Task A_scope_that_acts_for_nobody_sees_nothing()
    {
        await using var scope = _app.Services.CreateAsyncScope();
        Assert.Equal(0, await scope.ServiceProvider.GetRequiredService<ModerationDb>().Lists.IgnoreQueryFilters().CountAsync());
    }

    [Fact]
    public Task A_row_for_another_account_is_refused_before_it_reaches_the_database() => As(_other, async db =>
    {
        db.Lists.Add(new ContactList { AccountId = _one, Name = "Stolen", CreatedAt = _app.Clock.GetUtcNow() });
        await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync());
    });

    [Fact]
    public Task A_row_for_another_account_is_refused_by_the_database_too() => As(_other, async db =>
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync(
            $"insert into app.lists (account_id, id, name, created_at) values ({_one}, {Guid.CreateVersion7()}, 'Stolen', now())"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    });

    [Fact]
    public Task A_row_cannot_point_at_another_accounts_row() => As(_other, async db =>
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlAsync(
            $"insert into app.imports (account_id, id, list_id, file_name, declaration, \"by\", started_at, state, rows, added, known, refused) values ({_other}, {Guid.CreateVersion7()}, {_list.Id}, 'x', 'x', 'x', now(), 'Running', 0, 0, 0, 0)"));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, refused.SqlState);
    });

    [Theory]
    [InlineData("alter table app.lists disable row level security")]
    [InlineData("truncate app.lists cascade")]
    [InlineData("create table app.mine (id int)")]
    [InlineData("set role moderation_owner")]
    [InlineData("update app.audit_log set detail = ''")]
    [InlineData("update app.platform_log set detail = ''")]
    [InlineData("insert into app.platform_log (position, at, actor, action, detail, previous_hash, hash) values (1, now(), 'x', 'x', 'x', '', '')")]
    [InlineData("insert into app.policies (version, severities, thresholds, review_everything, review_share, by, by_name, at, why) values (2, 'null', 'null', false, 0, gen_random_uuid(), 'x', now(), 'x')")]
    [InlineData("update app.policies set why = ''")]
    [InlineData("delete from app.policies")]
    public Task The_console_role_cannot_tear_the_walls_down(string sql) => As(_other, async db =>
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => db.Database.ExecuteSqlRawAsync(sql));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    });

    [Fact]
    public async Task Nothing_of_one_request_stays_on_the_pooled_connection()
    {
        await As(_one, db => db.Lists.CountAsync());
        await using var connection = await _app.Services.GetRequiredService<ConsoleDataSource>().Source.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select count(*) from app.lists", connection);
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    private Task As(Guid account, Func<ModerationDb, Task> work) => _app.AsAccountAsync(account, async services =>
    {
        await work(services.GetRequiredService<ModerationDb>());
        return true;
    });
}

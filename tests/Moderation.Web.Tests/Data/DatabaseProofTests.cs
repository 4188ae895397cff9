using Microsoft.Extensions.Configuration;
using Moderation.Web.Data;
using Moderation.Web.Tests.Hosting;
using Npgsql;

namespace Moderation.Web.Tests.Data;

/// <summary>A database whose walls have a hole does not start a server.</summary>
public sealed class DatabaseProofTests : IAsyncLifetime
{
    private string _superuser = "";

    public async Task InitializeAsync() => _superuser = await TestPostgres.NewDatabaseAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData("alter table app.campaigns disable row level security", "campaigns without forced row-level security")]
    [InlineData("alter table app.campaigns no force row level security", "campaigns without forced row-level security")]
    [InlineData("drop policy account on app.contacts", "contacts without a policy")]
    [InlineData("create policy loophole on app.contacts using (true)", "contacts with a second policy")]
    [InlineData("grant create on schema app to moderation_console", "may create tables")]
    [InlineData("grant create on schema app to moderation_engine", "may create tables")]
    [InlineData("alter table app.lists owner to moderation_console", "owns tables")]
    [InlineData("grant update on app.consents to moderation_console", "The console may change what was written (consents)")]
    [InlineData("grant delete on app.consents to moderation_engine", "The engine may change what was written (consents)")]
    public async Task A_hole_stops_the_start_with_a_sentence(string hole, string says)
    {
        await ExecuteAsync(hole);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(OpenAsync);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("drop policy account on app.contacts")]
    [InlineData("alter table app.campaigns disable row level security")]
    [InlineData("revoke all on app.campaigns from moderation_console")]
    [InlineData("grant delete on app.audit_log to moderation_console")]
    public async Task The_owner_builds_them_again(string hole)
    {
        await ExecuteAsync(hole);
        var configuration = Configuration([new("ConnectionStrings:Moderation", _superuser)]);
        await using (await Database.OpenAsync(configuration, TestPostgres.Environment))
        {
        }

        await using var database = await OpenAsync();
        Assert.Null(database.Address.Owner);
        Assert.False(await AskAsync("select has_table_privilege('moderation_console', 'app.audit_log', 'delete')"));
        Assert.True(await AskAsync("select has_table_privilege('moderation_console', 'app.campaigns', 'select')"));
    }

    [Fact]
    public async Task A_superuser_is_no_console()
    {
        var configuration = Configuration([new("ConnectionStrings:ModerationConsole", _superuser), new("ConnectionStrings:ModerationEngine", As("moderation_engine"))]);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Database.OpenAsync(configuration, TestPostgres.Environment));
        Assert.Contains("is a superuser", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("No Reset On Close=true")]
    [InlineData("Multiplexing=true")]
    public async Task What_lets_one_request_see_the_account_of_another_is_refused(string setting)
    {
        var configuration = Configuration([new("ConnectionStrings:ModerationConsole", As("moderation_console") + ";" + setting), new("ConnectionStrings:ModerationEngine", As("moderation_engine"))]);
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => Database.OpenAsync(configuration, TestPostgres.Environment));
        Assert.Contains(setting.Split('=')[0], refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("select password_hash from identity.users")]
    [InlineData("select * from identity.user_tokens")]
    [InlineData("create table app.mine (id int)")]
    [InlineData("update app.audit_log set detail = ''")]
    [InlineData("update app.consents set note = ''")]
    [InlineData("delete from app.consents")]
    [InlineData("truncate app.campaigns cascade")]
    [InlineData("alter table app.campaigns disable row level security")]
    public async Task The_engine_may_only_what_it_needs(string sql)
    {
        await using var connection = new NpgsqlConnection(As("moderation_engine"));
        await connection.OpenAsync();
#pragma warning disable CA2100 // Our own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        var refused = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Nodes_that_start_together_do_not_disturb_each_other()
    {
        var configuration = Configuration([new("ConnectionStrings:Moderation", await TestPostgres.NoDatabaseAsync())]);
        var nodes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(() => Database.OpenAsync(configuration, TestPostgres.Environment))));
        Assert.Single(nodes.Select(node => node.Address).Distinct());
    }

    private Task<Database> OpenAsync() => Database.OpenAsync(
        Configuration([new("ConnectionStrings:ModerationConsole", As("moderation_console")), new("ConnectionStrings:ModerationEngine", As("moderation_engine"))]),
        TestPostgres.Environment);

    private string As(string role) => new NpgsqlConnectionStringBuilder(_superuser) { Username = role }.ConnectionString;

    private static IConfiguration Configuration(IEnumerable<KeyValuePair<string, string?>> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_superuser);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Our own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private async Task<bool> AskAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_superuser);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Our own words.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return (bool)(await command.ExecuteScalarAsync())!;
    }
}

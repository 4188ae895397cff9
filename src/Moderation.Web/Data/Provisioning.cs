using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Creates the database and its three roles as far as the given connection may; otherwise says which SQL to run.</summary>
internal static class Provisioning
{
    // Any number that nothing else locks.
    private const long ProvisioningLock = 7_306_501_842;

    private const string OwnerRole = "moderation_owner";
    private const string ConsoleRole = "moderation_console";
    private const string EngineRole = "moderation_engine";

    /// <param name="given">A superuser, under whom all three roles are made; or the owner itself.</param>
    /// <param name="console">Its own connection string, or null to derive one.</param>
    /// <param name="engine">Its own connection string, or null to derive one.</param>
    /// <param name="cancel">Stops the start.</param>
    public static async Task<DatabaseAddress> RunAsync(string given, string? console, string? engine, CancellationToken cancel)
    {
        await using var connection = await ConnectAsync(given, cancel);
        // Nodes that start together take turns: PostgreSQL refuses two grants on one database at once. Ends with the connection.
        await ExecuteAsync(connection, $"select pg_advisory_lock({ProvisioningLock})", cancel);
        await using var asks = new NpgsqlCommand("select rolsuper from pg_roles where rolname = current_user", connection);
        var isSuperuser = (bool)(await asks.ExecuteScalarAsync(cancel))!;
        var address = new DatabaseAddress(
            isSuperuser ? Derive(given, OwnerRole) : given,
            console ?? Derive(given, ConsoleRole),
            engine ?? Derive(given, EngineRole));
        if (isSuperuser)
        {
            await EnsureRoleAsync(connection, address.Owner!, bypassesRowSecurity: false, cancel);
            await ExecuteAsync(connection, $"grant create, connect, temporary on database {Quote(connection.Database)} to {Quote(OwnerRole)}", cancel);
        }

        await EnsureRoleAsync(connection, address.Console, bypassesRowSecurity: false, cancel);
        await EnsureRoleAsync(connection, address.Engine, bypassesRowSecurity: true, cancel);
        return address;
    }

    public static string Quote(string identifier) => '"' + identifier.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';

    /// <summary>
    /// The same server and database under another role. Its password is an HMAC of the given one: every node derives the same
    /// without a second secret to hand out, and whoever learns it does not learn the owner's. Without a password (trust) there is none.
    /// </summary>
    private static string Derive(string given, string role)
    {
        var parts = new NpgsqlConnectionStringBuilder(given) { Username = role };
        if (parts.Password is { Length: > 0 } secret)
        {
            parts.Password = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes("moderation role " + role)));
        }

        return parts.ConnectionString;
    }

    private static async Task<NpgsqlConnection> ConnectAsync(string given, CancellationToken cancel)
    {
        var parts = new NpgsqlConnectionStringBuilder(given) { Pooling = false };
        if (string.IsNullOrEmpty(parts.Database))
        {
            throw new StartRefusedException("ConnectionStrings:Moderation names no database; add Database=moderation to it.");
        }

        try
        {
            return await OpenAsync(parts.ConnectionString, cancel);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            await CreateDatabaseAsync(parts, cancel);
            return await OpenAsync(parts.ConnectionString, cancel);
        }
        catch (NpgsqlException e)
        {
            throw new StartRefusedException($"PostgreSQL at {parts.Host}:{parts.Port} did not let '{parts.Username}' in ({e.Message}); check ConnectionStrings:Moderation and that the server runs.", e);
        }
    }

    private static async Task CreateDatabaseAsync(NpgsqlConnectionStringBuilder parts, CancellationToken cancel)
    {
        var sql = $"create database {Quote(parts.Database!)} encoding 'UTF8' template template0";
        try
        {
            var maintenance = new NpgsqlConnectionStringBuilder(parts.ConnectionString) { Database = "postgres" };
            await using var connection = await OpenAsync(maintenance.ConnectionString, cancel);
            await ExecuteAsync(connection, sql, cancel);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was first.
        }
        catch (NpgsqlException e)
        {
            throw new StartRefusedException($"The database {parts.Database} does not exist and '{parts.Username}' may not create it; let a superuser run: {sql} owner {Quote(parts.Username!)};", e);
        }
    }

    private static async Task EnsureRoleAsync(NpgsqlConnection connection, string connectionString, bool bypassesRowSecurity, CancellationToken cancel)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false };
        var role = Quote(parts.Username!);
        var attributes = bypassesRowSecurity ? "login bypassrls" : "login";
        try
        {
            if (await HasRoleAsync(connection, parts.Username!, bypassesRowSecurity, cancel) is var has && has is not true)
            {
                await ExecuteAsync(connection, $"{(has is null ? "create" : "alter")} role {role} {attributes}{Password(parts.Password)}", cancel);
            }
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation)
        {
            // Another node was first.
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw new StartRefusedException($"The role {parts.Username} must be made by a superuser, who runs: create role {role} {attributes} password 'CHOOSE-ONE'; then give its connection string as {SettingOf(bypassesRowSecurity)}.", e);
        }

        await EnsurePasswordAsync(connection, parts, bypassesRowSecurity, cancel);
    }

    /// <summary>Null: no such role. False: it lacks an attribute.</summary>
    private static async Task<bool?> HasRoleAsync(NpgsqlConnection connection, string role, bool bypassesRowSecurity, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select rolcanlogin and (rolbypassrls or not $2) from pg_roles where rolname = $1", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = role }, new NpgsqlParameter<bool> { TypedValue = bypassesRowSecurity } },
        };
        return (bool?)await command.ExecuteScalarAsync(cancel);
    }

    // The password of the given connection may have been changed since the role was made.
    private static async Task EnsurePasswordAsync(NpgsqlConnection connection, NpgsqlConnectionStringBuilder parts, bool bypassesRowSecurity, CancellationToken cancel)
    {
        try
        {
            await using var trial = await OpenAsync(parts.ConnectionString, cancel);
        }
        catch (PostgresException refused) when (refused.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            try
            {
                await ExecuteAsync(connection, $"alter role {Quote(parts.Username!)}{Password(parts.Password)}", cancel);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new StartRefusedException($"PostgreSQL does not let '{parts.Username}' in; give its connection string, with the right password, as {SettingOf(bypassesRowSecurity)}.", e);
            }
        }
    }

    private static string SettingOf(bool bypassesRowSecurity) => bypassesRowSecurity ? "ConnectionStrings:ModerationEngine" : "ConnectionStrings:ModerationConsole";

    private static string Password(string? password) =>
        string.IsNullOrEmpty(password) ? "" : $" password '{password.Replace("'", "''", StringComparison.Ordinal)}'";

    private static async Task<NpgsqlConnection> OpenAsync(string connectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(connectionString);
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        // Identifiers and passwords cannot be parameters here; both are quoted above and none comes from a request.
#pragma warning disable CA2100
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancel);
    }
}

using Npgsql;

namespace Moderation.Web.Data;

/// <summary>Proves at start-up, as each role itself, that the walls stand. A wall that is only believed in is none.</summary>
internal static class DatabaseProof
{
    private const string Remedy = "start once with ConnectionStrings:Moderation set to the owner, which builds the walls again";

    /// <exception cref="StartRefusedException">A wall is missing.</exception>
    public static async Task RunAsync(DatabaseAddress address, CancellationToken cancel)
    {
        await using var console = await OpenAsync("console", address.Console, cancel);
        await using var engine = await OpenAsync("engine", address.Engine, cancel);
        await RefusePoolerAsync(console, engine, cancel);
        await ProveAsync(console, "console", mayBypass: false, cancel);
        await ProveAsync(engine, "engine", mayBypass: true, cancel);
        await ProveTablesAsync(console, cancel);
        await ProveAppendOnlyAsync(console, "console", cancel);
        await ProveAppendOnlyAsync(engine, "engine", cancel);
        await ProveNobodySeesNothingAsync(console, cancel);
    }

    private static async Task ProveAsync(NpgsqlConnection connection, string role, bool mayBypass, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select case
              when rolsuper then 'is a superuser'
              when rolcreaterole then 'may create roles'
              when rolbypassrls and not $1 then 'bypasses row-level security'
              when $1 and not rolbypassrls then 'does not bypass row-level security, which the relay needs'
              when exists (select from pg_auth_members m where m.member = r.oid) then 'is a member of another role'
              when exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.relowner = r.oid and n.nspname in ('app', 'identity', 'quartz', 'deploy')) then 'owns tables'
              when exists (select from pg_namespace n where n.nspname in ('app', 'identity', 'quartz', 'deploy') and has_schema_privilege(r.oid, n.oid, 'create')) then 'may create tables'
              when has_database_privilege(r.oid, current_database(), 'create') then 'may create schemas'
              end
            from pg_roles r where rolname = current_user
            """,
            connection)
        { Parameters = { new NpgsqlParameter<bool> { TypedValue = mayBypass } } };
        if (await command.ExecuteScalarAsync(cancel) is string wrong)
        {
            throw new StartRefusedException($"The database role of the {role}, {connection.UserName}, {wrong}; give the {role} a role of its own, or remove that right.");
        }
    }

    private static async Task ProveTablesAsync(NpgsqlConnection console, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select string_agg(c.relname || ' ' || wrong, ', ' order by c.relname)
            from pg_class c
            join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'
            cross join lateral (select case
              when not (c.relrowsecurity and c.relforcerowsecurity) then 'without forced row-level security'
              when not exists (select from pg_policy p where p.polrelid = c.oid and p.polname = 'account') then 'without a policy'
              when exists (select from pg_policy p where p.polrelid = c.oid and p.polname <> 'account' and p.polpermissive) then 'with a second policy'
              when c.relispartition and has_table_privilege(c.oid, 'select, insert, update, delete') then 'a partition within reach'
              end as wrong) as judged
            where c.relkind in ('r', 'p') and wrong is not null
              and (c.relname = 'accounts' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped))
            """,
            console);
        if (await command.ExecuteScalarAsync(cancel) is string wrong)
        {
            throw new StartRefusedException($"The wall between accounts has holes ({wrong}); {Remedy}.");
        }
    }

    // Evidence that could be changed proves nothing.
    private static async Task ProveAppendOnlyAsync(NpgsqlConnection connection, string role, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select string_agg(c.relname, ', ' order by c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'app'
            where c.relname in ('audit_log', 'platform_log', 'policies', 'consents', 'shown_texts') and has_table_privilege(c.oid, 'update, delete, truncate')
            """,
            connection);
        if (await command.ExecuteScalarAsync(cancel) is string open)
        {
            throw new StartRefusedException($"The {role} may change what was written ({open}), which is only ever added to; {Remedy}.");
        }
    }

    // Large tables are left out: without an account nothing narrows the scan.
    private static async Task ProveNobodySeesNothingAsync(NpgsqlConnection console, CancellationToken cancel)
    {
        List<string> tables = [];
        await using (var command = new NpgsqlCommand(
            """
            select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'app' and c.relkind = 'r' and not c.relispartition and c.relrowsecurity and c.reltuples < 100000
            """,
            console))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
        {
            while (await reader.ReadAsync(cancel))
            {
                tables.Add(reader.GetString(0));
            }
        }

        if (tables.Count == 0)
        {
            throw new StartRefusedException($"The database holds none of the console's tables; {Remedy}.");
        }

#pragma warning disable CA2100 // Names come from the catalogue, quoted by regclass.
        await using var any = new NpgsqlCommand(string.Join(" union all ", tables.Select(table => $"(select '{table}' from {table} limit 1)")), console);
#pragma warning restore CA2100
        if (await any.ExecuteScalarAsync(cancel) is string leaking)
        {
            throw new StartRefusedException($"A connection without an account can read {leaking}; {Remedy}.");
        }
    }

    // A proxy that pools transactions hands one server session to two clients, and the account of one to the other.
    private static async Task RefusePoolerAsync(NpgsqlConnection console, NpgsqlConnection engine, CancellationToken cancel)
    {
        var before = await BackendAsync(console, cancel);
        await using var transaction = await engine.BeginTransactionAsync(cancel);
        if (await BackendAsync(engine, cancel) == before || await BackendAsync(console, cancel) != before)
        {
            throw new StartRefusedException("Between the console and PostgreSQL stands a proxy that pools transactions, with which one request could see the account of another; connect to PostgreSQL itself or pool sessions.");
        }
    }

    private static async Task<int> BackendAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select pg_backend_pid()", connection);
        return (int)(await command.ExecuteScalarAsync(cancel))!;
    }

    private static async Task<NpgsqlConnection> OpenAsync(string role, string connectionString, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        try
        {
            await connection.OpenAsync(cancel);
            return connection;
        }
        catch (NpgsqlException e)
        {
            await connection.DisposeAsync();
            throw new StartRefusedException($"The {role} could not connect to the database as '{connection.UserName}' ({e.Message}); check ConnectionStrings.", e);
        }
    }
}

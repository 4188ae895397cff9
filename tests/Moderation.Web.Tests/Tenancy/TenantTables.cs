using Npgsql;

namespace Moderation.Web.Tests.Tenancy;

/// <summary>A table whose rows belong to accounts.</summary>
/// <param name="Name">With its schema.</param>
/// <param name="Key">The column with the account.</param>
public sealed record TenantTable(string Name, string Key);

/// <summary>Read from the catalogue, so that a table that a migration adds is there by itself, whether EF knows it or not.</summary>
internal static class TenantTables
{
    public static async Task<IReadOnlyList<TenantTable>> ReadAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            """
            select c.oid::regclass::text, case when c.relname = 'accounts' then 'id' else 'account_id' end
            from pg_class c
            where c.relnamespace = 'app'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
              and (c.relname = 'accounts' or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id' and not a.attisdropped))
            order by 1
            """,
            connection);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<TenantTable>();
        while (await reader.ReadAsync())
        {
            tables.Add(new TenantTable(reader.GetString(0), reader.GetString(1)));
        }

        return tables;
    }

    /// <summary>Puts one row of the account into the table, whatever its columns are; foreign keys and triggers sleep meanwhile.</summary>
    /// <exception cref="InvalidOperationException">A column has a type that this does not know.</exception>
    public static async Task FillAsync(NpgsqlConnection connection, TenantTable table, Guid account)
    {
        List<(string Name, string Value)> columns = [];
        await using (var command = new NpgsqlCommand(
            """
            select quote_ident(attname), format_type(atttypid, null)
            from pg_attribute
            where attrelid = $1::regclass and attnum > 0 and not attisdropped and attnotnull and attidentity = '' and attgenerated = '' and attname <> $2
            """,
            connection))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Name });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = table.Key });
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                columns.Add((reader.GetString(0), Sample(table.Name, reader.GetString(1))));
            }
        }

        columns.Add((table.Key, $"'{account}'"));
        if (table.Name == "app.opt_outs")
        {
            // Of a list or of a sender, says a check of the table.
            columns.Add(("list_id", "gen_random_uuid()"));
        }

#pragma warning disable CA2100 // Names from the catalogue, values from below.
        await using var insert = new NpgsqlCommand(
            $"set session_replication_role = replica; insert into {table.Name} ({string.Join(", ", columns.Select(c => c.Name))}) values ({string.Join(", ", columns.Select(c => c.Value))}); set session_replication_role = origin", connection);
#pragma warning restore CA2100
        await insert.ExecuteNonQueryAsync();
    }

    private static string Sample(string table, string type) => type switch
    {
        "uuid" => "gen_random_uuid()",
        "text" or "character varying" => "'x'",
        "smallint" or "integer" or "bigint" or "double precision" or "real" or "numeric" => "1",
        "boolean" => "false",
        "timestamp with time zone" => "now()",
        "date" => "current_date",
        "bytea" => "'\\x00'",
        "jsonb" or "json" => "'{}'",
        _ when type.EndsWith("[]", StringComparison.Ordinal) => "'{}'",
        _ => throw new InvalidOperationException($"{table} has a column of type {type}; say here what to put into it."),
    };
}

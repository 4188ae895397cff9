using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Moderation.Contacts;
using Moderation.Web.Data;
using Npgsql;
using NpgsqlTypes;

namespace Moderation.Web.Pages.Contacts.Importing;

/// <summary>
/// Puts rows into a list. PostgreSQL refuses COPY into a table under row-level security, so the rows are copied into a temporary
/// table and inserted from there, as the console and under the policy.
/// </summary>
internal static class ContactImport
{
    // A file of a million rows takes minutes on a small machine.
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(15);

    private const string CreateIncoming = """
        create temp table incoming (id uuid, line int, row text, email text, email_key text collate "C",
            first_name text, last_name text, opted_in_at timestamptz, source text) on commit drop;
        create temp table refused (line int, row text, reason text) on commit drop;
        """;

    // Who opted out, bounced or complained stays out whatever a file says.
    private const string SetSuppressedAside = """
        analyze incoming;
        with gone as (
            delete from incoming i using app.suppressions s
            where s.account_id = @account and s.email_key = i.email_key
            returning i.line, i.row, s.reason, s.at)
        insert into refused
        select line, row, case reason
                when 'OptOut' then 'This person opted out on ' || to_char(at at time zone 'UTC', 'YYYY-MM-DD') || '. Opt-outs never come back by an import.'
                when 'Complaint' then 'This person complained about mail from your account. The address is never mailed again.'
                when 'HardBounce' then 'This address does not exist: mail to it came back for good.'
                else 'This address was taken out by hand and is never mailed again.' end
        from gone;
        """;

    private const string InsertContacts = """
        insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, import_id, created_at)
        select @account, id, email, email_key, first_name, last_name, opted_in_at, source, @import, @now from incoming
        on conflict (account_id, email_key) do nothing;
        """;

    // A contact that was known without evidence gets the evidence that this file brings; what was known already stays.
    private const string AddEvidence = """
        update app.contacts c set opted_in_at = i.opted_in_at, source = i.source, import_id = @import
        from incoming i
        where c.account_id = @account and c.email_key = i.email_key and c.opted_in_at is null and i.opted_in_at is not null;
        """;

    private const string InsertMembers = """
        insert into app.list_members (account_id, list_id, contact_id)
        select @account, @list, c.id from incoming i join app.contacts c on c.account_id = @account and c.email_key = i.email_key
        on conflict do nothing;
        """;

    private const string InsertRefusals = """
        insert into app.import_refusals (account_id, import_id, line, row, reason)
        select @account, @import, line, row, reason from refused;
        """;

    /// <summary>Runs in the transaction of the caller, who has added and saved <paramref name="import"/>; its counts are set here.</summary>
    public static async Task RunAsync(ModerationDb db, Import import, IReadOnlyList<ContactRow> rows, IReadOnlyList<RefusedRow> refused, DateTimeOffset now, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        var transaction = (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction();
        await ExecuteAsync(CreateIncoming);
        await CopyAsync(connection, rows, ct);
        await CopyAsync(connection, refused, ct);
        await ExecuteAsync(SetSuppressedAside);
        import.Added = await ExecuteAsync(InsertContacts);
        await ExecuteAsync(AddEvidence);
        await ExecuteAsync(InsertMembers);
        import.Refused = await ExecuteAsync(InsertRefusals);
        import.Rows = rows.Count + refused.Count;
        import.Known = import.Rows - import.Refused - import.Added;
        import.State = ImportState.Finished;
        import.FinishedAt = now;

        async Task<int> ExecuteAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction) { CommandTimeout = (int)LongestStatement.TotalSeconds };
            command.Parameters.Add(new NpgsqlParameter<Guid>("account", import.AccountId));
            command.Parameters.Add(new NpgsqlParameter<Guid>("import", import.Id));
            command.Parameters.Add(new NpgsqlParameter<Guid>("list", import.ListId));
            command.Parameters.Add(new NpgsqlParameter<DateTime>("now", now.UtcDateTime));
            return await command.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<ContactRow> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync("copy incoming from stdin binary", ct);
        writer.Timeout = LongestStatement;
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(Guid.CreateVersion7(), NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(row.Line, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(row.Row, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.Email.ToString(), NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.Email.Key, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.FirstName, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.LastName, NpgsqlDbType.Text, ct);
            if (row.OptedInAt is { } at)
            {
                await writer.WriteAsync(at.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            }
            else
            {
                await writer.WriteNullAsync(ct);
            }

            await writer.WriteAsync(row.Source, NpgsqlDbType.Text, ct);
        }

        await writer.CompleteAsync(ct);
    }

    private static async Task CopyAsync(NpgsqlConnection connection, IReadOnlyList<RefusedRow> rows, CancellationToken ct)
    {
        await using var writer = await connection.BeginBinaryImportAsync("copy refused from stdin binary", ct);
        writer.Timeout = LongestStatement;
        foreach (var row in rows)
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(row.Line, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(row.Row, NpgsqlDbType.Text, ct);
            await writer.WriteAsync(row.Reason, NpgsqlDbType.Text, ct);
        }

        await writer.CompleteAsync(ct);
    }
}

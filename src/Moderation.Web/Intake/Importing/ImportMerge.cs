using Moderation.Contacts;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Intake.Importing;

/// <summary>
/// Writes batches into a list, as the console and under its policy. PostgreSQL refuses COPY into a table under row-level security,
/// so the rows are copied into a temporary table and inserted from there; what the account has already is left out by an
/// anti-join, because ON CONFLICT costs several times as much.
/// </summary>
/// <param name="connection">Of the account, used by nothing else.</param>
/// <param name="hashes">Name those who were erased.</param>
/// <param name="import">Which one.</param>
/// <param name="controller">Who is responsible towards the people: the account's name.</param>
/// <param name="purpose">What they agreed to get: the list's name.</param>
/// <param name="now">Of the rows.</param>
internal sealed class ImportMerge(NpgsqlConnection connection, AddressHashes hashes, Import import, string controller, string purpose, DateTimeOffset now)
{
    private static readonly TimeSpan LongestStatement = TimeSpan.FromMinutes(10);

    // Rows are looked up one by one through the indexes, by subqueries with a limit that leave the planner no other way: it has no
    // statistics about an account that is filled for the first time, and would compare every row with every other.
    private const string Prepare = """
        create temp table incoming (id uuid, line integer, email text, email_key text collate "C", first_name text, last_name text,
            opted_in_at timestamptz, source text, consent_ip text, attributes jsonb) on commit delete rows;
        set enable_hashjoin = off; set enable_mergejoin = off; set enable_material = off; set enable_memoize = off; set jit = off;
        """;

    private const string KnownLateral = """
        (select c.id, c.first_name, c.last_name, c.opted_in_at, c.attributes from app.contacts c where c.account_id = $1 and c.email_key = i.email_key limit 1)
        """;

    private const string CopyIncoming = "copy incoming (id, line, email, email_key, first_name, last_name, opted_in_at, source, consent_ip, attributes) from stdin binary";

    private const string InsertOptOuts = """
        insert into app.suppressions (account_id, id, email_key, reason, at, evidence)
        select $1, o.id, o.email_key, o.reason, $2, o.evidence from unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) o (id, email_key, reason, evidence)
        on conflict do nothing
        """;

    // Who opted out, bounced or complained stays out whatever a file says.
    private const string ReadSuppressed = """
        select i.line, s.reason, s.at
        from incoming i cross join lateral (select reason, at from app.suppressions where account_id = $1 and email_key = i.email_key limit 1) s
        """;

    // Whom the account erased stays suppressed by a hash. Hashing each row is for accounts that have such suppressions.
    private const string ReadErased = """
        select i.line
        from incoming i cross join lateral (select 1 from app.suppressions where account_id = $1 and email_key = app.address_hash($2, $3, $1::text, i.email_key) limit 1) s
        where (select exists (select from app.suppressions where account_id = $1 and email_key >= '#' and email_key < '$'))
        """;

    private const string DeleteSuppressed = "delete from incoming where line = any($1)";

    // With the evidence of consent of each contact, in the ledger. Without a date there is none.
    private const string InsertNew = $"""
        with fresh as materialized (select i.* from incoming i left join lateral {KnownLateral} k on true where k.id is null),
        added as (
            insert into app.contacts (account_id, id, email, email_key, first_name, last_name, opted_in_at, source, import_id, attributes, created_at)
            select $1, id, email, email_key, first_name, last_name, opted_in_at, source, $2, attributes, $4 from fresh),
        given as (
            insert into app.consents (account_id, id, email_key, contact_id, step, method, at, controller, purpose, list_id, form_url, ip, import_id, recorded_at)
            select $1, id, email_key, id, 'Given', 'Import', opted_in_at, $5, $6, $3, source, nullif(consent_ip, ''), $2, $4 from fresh where opted_in_at is not null)
        insert into app.list_members (account_id, list_id, contact_id) select $1, $3, id from fresh
        """;

    // Known contacts of whose consent nothing was known: this file's evidence fills the gap below.
    private const string FillLedger = $"""
        insert into app.consents (account_id, id, email_key, contact_id, step, method, at, controller, purpose, list_id, form_url, ip, import_id, recorded_at)
        select $1, i.id, i.email_key, k.id, 'Given', 'Import', i.opted_in_at, $5, $6, $3, i.source, nullif(i.consent_ip, ''), $2, $4
        from incoming i cross join lateral {KnownLateral} k
        where k.opted_in_at is null and i.opted_in_at is not null
        """;

    // What a file says of a known contact counts, except for consent: the evidence that is there stays, and only a gap is filled.
    private const string UpdateKnown = $"""
        update app.contacts c set
            first_name = case when i.first_name <> '' then i.first_name else c.first_name end,
            last_name = case when i.last_name <> '' then i.last_name else c.last_name end,
            attributes = case when length((c.attributes || i.attributes)::text) <= 20000 then c.attributes || i.attributes else c.attributes end,
            opted_in_at = coalesce(c.opted_in_at, i.opted_in_at),
            source = case when c.opted_in_at is null and i.opted_in_at is not null then i.source else c.source end,
            import_id = case when c.opted_in_at is null and i.opted_in_at is not null then $2 else c.import_id end
        from (
            select i.*, k.id as contact_id
            from incoming i cross join lateral {KnownLateral} k
            where (i.first_name <> '' and i.first_name <> k.first_name) or (i.last_name <> '' and i.last_name <> k.last_name)
                or (k.opted_in_at is null and i.opted_in_at is not null)
                or (not k.attributes @> i.attributes and length((k.attributes || i.attributes)::text) <= 20000)
            offset 0) i
        where c.account_id = $1 and c.id = i.contact_id
        """;

    private const string InsertKnownMembers = $"""
        insert into app.list_members (account_id, list_id, contact_id)
        select $1, $3, k.id
        from incoming i cross join lateral {KnownLateral} k
            left join lateral (select true as is_there from app.list_members where account_id = $1 and list_id = $3 and contact_id = k.id limit 1) m on true
        where m.is_there is null
        """;

    private const string InsertRefusals = """
        insert into app.import_refusals (account_id, import_id, line, row, reason)
        select $1, $2, r.line, r.row, r.reason from unnest($3::integer[], $4::text[], $5::text[]) r (line, row, reason)
        """;

    private const string Progress = """
        update app.imports set position = $4, rows = rows + $5, added = added + $6, known = known + $7, refused = refused + $8, opted_out = opted_out + $9,
            values_left_out = values_left_out + $10, progress_at = $11, broken_off = 0, lease_until = now() + $12
        where account_id = $1 and id = $2 and lease = $3 and state = 'Running'
        """;

    /// <summary>Once for the connection.</summary>
    public async Task PrepareAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Prepare, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <returns>False when the import is no longer this worker's: it was cancelled, or taken over. Then nothing is written.</returns>
    public async Task<bool> WriteAsync(ImportBatch batch, Guid lease, TimeSpan leaseLength, TimeProvider clock, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using (var copy = await connection.BeginRawBinaryCopyAsync(CopyIncoming, ct))
        {
            await copy.WriteAsync(batch.Contacts.Ordered(), ct);
        }

        if (batch.OptOuts.Count > 0)
        {
            await ExecuteAsync(InsertOptOuts, ct, Of(import.AccountId), Of(now), Array(batch.OptOuts.Select(_ => Guid.CreateVersion7())), Array(batch.OptOuts.Select(o => o.Key)),
                Array(batch.OptOuts.Select(o => o.Reason.ToString())), Array(batch.OptOuts.Select(o => o.Evidence)));
        }

        var count = batch.Count - await TakeSuppressedAsync(batch, ct);
        var added = await ExecuteAsync(InsertNew, ct, Of(import.AccountId), Of(import.Id), Of(import.ListId), Of(now), Of(controller), Of(purpose));
        if (added < count)
        {
            await ExecuteAsync(FillLedger, ct, Of(import.AccountId), Of(import.Id), Of(import.ListId), Of(now), Of(controller), Of(purpose));
            await ExecuteAsync(UpdateKnown, ct, Of(import.AccountId), Of(import.Id));
            await ExecuteAsync(InsertKnownMembers, ct, Of(import.AccountId), Of(import.Id), Of(import.ListId));
        }

        if (batch.Refused.Count > 0)
        {
            await ExecuteAsync(InsertRefusals, ct, Of(import.AccountId), Of(import.Id), Array(batch.Refused.Select(r => r.Line)), Array(batch.Refused.Select(r => r.Row)), Array(batch.Refused.Select(r => r.Reason)));
        }

        await batch.Before.WaitAsync(ct);
        var isOurs = await ExecuteAsync(Progress, ct, Of(import.AccountId), Of(import.Id), Of(lease), Of(batch.End), Of(batch.Rows), Of(added), Of(count - added), Of(batch.Refused.Count), Of(batch.OptOuts.Count),
            Of(batch.ValuesLeftOut), Of(clock.GetUtcNow()), Of(leaseLength)) == 1;
        if (isOurs)
        {
            await transaction.CommitAsync(ct);
        }

        return isOurs;
    }

    private async Task<int> TakeSuppressedAsync(ImportBatch batch, CancellationToken ct)
    {
        var lines = new List<int>();
        await using (var command = Command(ReadSuppressed, Of(import.AccountId)))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                lines.Add(reader.GetInt32(0));
                batch.Refuse(lines[^1], Why(Enum.Parse<SuppressionReason>(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2)));
            }
        }

        await using (var command = Command(ReadErased, Of(import.AccountId), Of(hashes.Inner), Of(hashes.Outer)))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                if (reader.GetInt32(0) is var line && !lines.Contains(line))
                {
                    lines.Add(line);
                    batch.RefuseUnseen(line, "This person was erased. The address is never mailed again.");
                }
            }
        }

        return lines.Count == 0 ? 0 : await ExecuteAsync(DeleteSuppressed, ct, Array(lines));
    }

    private static string Why(SuppressionReason reason, DateTimeOffset at) => reason switch
    {
        SuppressionReason.OptOut => $"This person opted out on {at:yyyy-MM-dd}. Opt-outs never come back by an import.",
        SuppressionReason.Complaint => "This person complained about mail from your account. The address is never mailed again.",
        SuppressionReason.HardBounce => "This address does not exist: mail to it came back for good.",
        SuppressionReason.Inactive => "This person was silent for long and was unsubscribed. Only the person can come back, by signing up.",
        _ => "This address was taken out by hand and is never mailed again.",
    };

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };

    private async Task<int> ExecuteAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
#pragma warning disable CA2100 // The statements above.
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = (int)LongestStatement.TotalSeconds };
#pragma warning restore CA2100
        command.Parameters.AddRange(parameters);
        return command;
    }
}

using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Relay;

/// <summary>
/// The chunks as a queue for any number of nodes. Leases and due times go by the database's clock, the only one that all nodes share.
/// </summary>
internal sealed class ChunkStore(EngineDataSource engine, RelayOptions options, AddressHashes hashes, SendingHours hours, TimeProvider clock)
{
    /// <summary>Whether <paramref name="suppressed"/>, as <see cref="Meanwhile.Suppressed"/> gave it, holds the address, plain or hashed.</summary>
    public bool Holds(HashSet<string> suppressed, bool anyHashed, Guid account, string emailKey) =>
        suppressed.Contains(emailKey) || (anyHashed && (suppressed.Contains(hashes.Of(account, emailKey)) || suppressed.Contains(hashes.OfPlatform(emailKey))));

    /// <summary>
    /// The next chunk that may leave now, or null: of the campaign that has the fewest at work, so that a large mailing does not
    /// keep a small one waiting.
    /// </summary>
    public async Task<Chunk?> ClaimAsync(string node, CancellationToken ct)
    {
        var open = await hours.OpenAsync(ct);
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            update app.delivery_chunks d
            set state = 1, lease = $1, lease_until = now() + $2, node = $3
            where (d.account_id, d.campaign_id, d.chunk) = (
                select due.account_id, due.campaign_id, due.chunk
                from app.campaigns p
                cross join lateral (
                    select c.account_id, c.campaign_id, c.chunk, c.next_at, c.last_seq - c.first_seq + 1 as recipients
                    from app.delivery_chunks c
                    where c.account_id = p.account_id and c.campaign_id = p.id and c.state < 2 and c.next_at <= now() and (c.state = 0 or c.lease_until < now())
                    order by c.next_at, c.chunk
                    limit 1
                    for update of c skip locked) due
                cross join lateral (
                    select count(*) as chunks, coalesce(sum(b.last_seq - b.first_seq + 1), 0) as recipients from app.delivery_chunks b
                    where b.account_id = p.account_id and b.campaign_id = p.id and b.state = 1 and b.lease_until >= now()) busy
                where p.state = 'Sending'
                    -- The hours that its account keeps.
                    and (p.at_any_hour or p.account_id = any($5) or not exists (select from app.accounts a where a.id = p.account_id and a.send_window is not null))
                    -- The rate that the approval allows.
                    and (p.conditions ->> 'PerHour' is null or (p.conditions ->> 'PerHour')::integer >= busy.recipients + due.recipients + (
                        select coalesce(sum(h.messages), 0) from app.handovers h where h.account_id = p.account_id and h.campaign_id = p.id and h.at > $4))
                order by busy.chunks, due.next_at, due.campaign_id
                limit 1)
            returning d.account_id, d.campaign_id, d.chunk, d.month, d.first_seq, d.last_seq, d.token_key
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = Guid.NewGuid() }, new NpgsqlParameter<TimeSpan> { TypedValue = options.Lease }, new NpgsqlParameter<string> { TypedValue = node }, new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow().AddHours(-1) }, new NpgsqlParameter<Guid[]> { TypedValue = open } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new Chunk(reader.GetGuid(0), reader.GetGuid(1), reader.GetInt32(2), reader.GetFieldValue<DateOnly>(3), reader.GetInt32(4), reader.GetInt32(5), (byte)reader.GetInt16(6), (Guid)command.Parameters[0].Value!)
            : null;
    }

    /// <summary>Those of the chunk whose story has not ended, in order; with today's suppressions.</summary>
    public async Task<List<Recipient>> RecipientsAsync(Chunk chunk, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select d.seq, d.email, d.email_key, d.first_name, d.last_name, coalesce(o.attempts, 0), o.retry_at,
                exists (select from app.suppressions s where s.account_id = d.account_id and s.email_key = d.email_key)
                or exists (select from app.opt_outs s where s.account_id = d.account_id and s.email_key = d.email_key and (s.list_id = p.list_id or s.sender_id = p.sender_id))
                or (any_hashed.of_account and exists (select from app.suppressions s where s.account_id = d.account_id and s.email_key = app.address_hash($6, $7, d.account_id::text, d.email_key)))
                or (any_hashed.of_platform and exists (select from app.platform_suppressions s where s.hash = app.address_hash($6, $7, 'platform', d.email_key)))
            from app.deliveries d
            join app.campaigns p on p.account_id = d.account_id and p.id = d.campaign_id
            -- Hashing each address is for those who need it.
            cross join (select exists (select from app.suppressions where account_id = $1 and email_key >= '#' and email_key < '$') as of_account,
                exists (select from app.platform_suppressions) as of_platform) any_hashed
            left join (
                select seq, count(*)::integer as attempts, bool_or(kind <> 4) as ended, max(retry_at) as retry_at
                from app.outcomes
                where account_id = $1 and campaign_id = $2 and month = $3 and seq between $4 and $5
                group by seq) o on o.seq = d.seq
            where d.account_id = $1 and d.campaign_id = $2 and d.month = $3 and d.seq between $4 and $5 and o.ended is not true
            order by d.seq
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = chunk.Account },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Campaign },
                new NpgsqlParameter<DateOnly> { TypedValue = chunk.Month },
                new NpgsqlParameter<int> { TypedValue = chunk.FirstSequence },
                new NpgsqlParameter<int> { TypedValue = chunk.LastSequence },
                new NpgsqlParameter<byte[]> { TypedValue = hashes.Inner },
                new NpgsqlParameter<byte[]> { TypedValue = hashes.Outer },
            },
        };
        var recipients = new List<Recipient>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            recipients.Add(new Recipient(
                reader.GetInt32(0),
                reader.GetString(1),
                reader.GetString(2),
                reader.GetString(3),
                reader.GetString(4),
                reader.GetInt32(5),
                await reader.IsDBNullAsync(6, ct) ? null : reader.GetFieldValue<DateTimeOffset>(6),
                reader.GetBoolean(7)));
        }

        return recipients;
    }

    /// <summary>
    /// Asks what happened meanwhile. Changes nothing, and so never waits for what is being recorded.
    /// </summary>
    /// <param name="chunk">The leased one.</param>
    /// <param name="since">Suppressions that came after this time are returned.</param>
    /// <param name="ct">Ends the question.</param>
    public async Task<Meanwhile> LookAsync(Chunk chunk, DateTimeOffset since, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        // Suppressions are keyed by ids that begin with their time; a minute for clocks that differ.
        await using var command = new NpgsqlCommand(
            """
            select exists (select from app.delivery_chunks where account_id = $1 and campaign_id = $2 and chunk = $3 and lease = $4 and state = 1),
                p.state = 'Sending', case when not p.at_any_hour then a.send_window end, a.time_zone,
                array(
                    select email_key from app.suppressions where account_id = $1 and id > $5
                    union all
                    select o.email_key from app.opt_outs o where o.account_id = $1 and o.id > $5 and (o.list_id = p.list_id or o.sender_id = p.sender_id)
                    union all
                    select hash from app.platform_suppressions where at > $6)
            from app.campaigns p join app.accounts a on a.id = p.account_id
            where p.account_id = $1 and p.id = $2
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = chunk.Account },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Campaign },
                new NpgsqlParameter<int> { TypedValue = chunk.Number },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Lease },
                new NpgsqlParameter<Guid> { TypedValue = Guid.CreateVersion7(since.AddMinutes(-1)) },
                new NpgsqlParameter<DateTimeOffset> { TypedValue = since.AddMinutes(-1) },
            },
        };
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return new Meanwhile(false, false, []);
        }

        var isOpen = await reader.IsDBNullAsync(2, ct) || hours.IsOpen(reader.GetString(3), reader.GetString(2));
        return new Meanwhile(reader.GetBoolean(0), reader.GetBoolean(1) && isOpen, reader.GetFieldValue<string[]>(4));
    }

    /// <summary>Keeps the chunk.</summary>
    /// <returns>False when another node took it.</returns>
    public async Task<bool> RenewAsync(Chunk chunk, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            "update app.delivery_chunks set lease_until = now() + $5 where account_id = $1 and campaign_id = $2 and chunk = $3 and lease = $4 and state = 1", connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = chunk.Account },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Campaign },
                new NpgsqlParameter<int> { TypedValue = chunk.Number },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Lease },
                new NpgsqlParameter<TimeSpan> { TypedValue = options.Lease },
            },
        };
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Gives the chunk back, to be claimed after <paramref name="wait"/>.</summary>
    public async Task ReleaseAsync(Chunk chunk, TimeSpan wait, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            update app.delivery_chunks set state = 0, lease = null, lease_until = null, node = null, next_at = now() + $5
            where account_id = $1 and campaign_id = $2 and chunk = $3 and lease = $4 and state = 1
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = chunk.Account },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Campaign },
                new NpgsqlParameter<int> { TypedValue = chunk.Number },
                new NpgsqlParameter<Guid> { TypedValue = chunk.Lease },
                new NpgsqlParameter<TimeSpan> { TypedValue = wait },
            },
        };
        await command.ExecuteNonQueryAsync(ct);
    }
}

/// <param name="IsOurs">The lease still is this node's.</param>
/// <param name="IsSending">Neither paused nor stopped, nor outside of its hours.</param>
/// <param name="Suppressed">Address keys that must get nothing more, some of them as <see cref="AddressHashes"/>.</param>
internal sealed record Meanwhile(bool IsOurs, bool IsSending, string[] Suppressed);

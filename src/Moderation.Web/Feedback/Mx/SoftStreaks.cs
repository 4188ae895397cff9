using Moderation.Delivery;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Feedback.Mx;

/// <summary>Suppresses addresses that bounced softly too often in a row, in the transaction that recorded the last bounce.</summary>
internal static class SoftStreaks
{
    /// <param name="connection">In the transaction.</param>
    /// <param name="account">Whose contacts.</param>
    /// <param name="campaign">The one that bounced last.</param>
    /// <param name="keys">Address keys that have just bounced softly.</param>
    /// <param name="now">Of the bounces.</param>
    /// <param name="ct">Ends the work.</param>
    public static async Task SuppressAsync(NpgsqlConnection connection, Guid account, Guid campaign, IReadOnlyCollection<string> keys, DateTimeOffset now, CancellationToken ct)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var past = await ReadAsync(connection, account, keys, ct);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var (key, history) in past.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (SoftBounces.AreTooMany(history.Past, history.WasActive, now))
            {
                batch.AddHardBounce(account, campaign, key, now, "Bounced softly in a row for too long, the last one of this campaign");
            }
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    private static async Task<Dictionary<string, History>> ReadAsync(NpgsqlConnection connection, Guid account, IReadOnlyCollection<string> keys, CancellationToken ct)
    {
        // A report can be faster than the outcome of what it reports: then its own time counts.
        await using var command = new NpgsqlCommand(
            """
            select key, past.class, past.at,
                exists (select from app.contacts c join app.contact_activity a on a.account_id = c.account_id and a.contact_id = c.id
                    where c.account_id = $1 and c.email_key = key and coalesce(a.last_opened_at, a.last_clicked_at) is not null)
            from unnest($2::text[]) key
            cross join lateral (
                select f.class, coalesce(o.at, f.at) as at
                from app.deliveries d
                left join lateral (
                    select max(at) as at from app.outcomes
                    where account_id = $1 and campaign_id = d.campaign_id and seq = d.seq and month = d.month and kind in (1, 2, 5)) o on true
                left join app.feedback f on f.account_id = $1 and f.campaign_id = d.campaign_id and f.seq = d.seq and f.kind = 'Bounce'
                where d.account_id = $1 and d.email_key = key and coalesce(o.at, f.at) is not null
                order by 2 desc
                limit $3) past
            order by key, past.at desc
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = account },
                new NpgsqlParameter<string[]> { TypedValue = [.. keys.Distinct()] },
                new NpgsqlParameter<int> { TypedValue = SoftBounces.Reach },
            },
        };
        var histories = new Dictionary<string, History>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var key = reader.GetString(0);
            if (!histories.TryGetValue(key, out var history))
            {
                histories.Add(key, history = new History([], reader.GetBoolean(3)));
            }

            history.Past.Add(new PastDelivery(await reader.IsDBNullAsync(1, ct) ? null : Enum.Parse<BounceKind>(reader.GetString(1)), reader.GetFieldValue<DateTimeOffset>(2)));
        }

        return histories;
    }

    private sealed record History(List<PastDelivery> Past, bool WasActive);
}

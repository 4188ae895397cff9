using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Npgsql;

namespace Moderation.Web.Feedback;

/// <summary>The delivery that a verified token names.</summary>
/// <param name="Account">Whose campaign it was.</param>
/// <param name="Campaign">Its id.</param>
/// <param name="Reference">What the token said.</param>
/// <param name="From">The sender's name as the mail showed it, else the account's.</param>
/// <param name="Email">The recipient.</param>
/// <param name="EmailKey">The recipient's address key.</param>
/// <param name="FirstName">As it stood when the campaign was released.</param>
/// <param name="LastName">As it stood when the campaign was released.</param>
public sealed record DeliveryTarget(Guid Account, Guid Campaign, DeliveryRef Reference, string From, string Email, string EmailKey, string FirstName, string LastName);

/// <summary>
/// From a token to the delivery that it names. Only here do public endpoints see past an account, one row at a time and only after
/// the token's signature held; what they do then, they do as that account.
/// </summary>
public sealed class DeliveryTargets(TokenKeys keys, EngineDataSource engine)
{
    /// <returns>Null when the token is not ours, not for this purpose, or names nothing.</returns>
    public async Task<DeliveryTarget?> FindAsync(TokenPurpose purpose, string? token, CancellationToken ct)
    {
        var ring = await keys.RingAsync(TokenRing.ClaimedKey(token), ct);
        if (!ring.TryReadUrl(purpose, token, out var delivery))
        {
            return null;
        }

        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select c.account_id, c.id, coalesce(nullif(s.name, ''), a.name), d.email, d.email_key, d.first_name, d.last_name
            from app.campaigns c
            join app.accounts a on a.id = c.account_id
            join app.deliveries d on d.account_id = c.account_id and d.campaign_id = c.id and d.seq = $2
            left join app.senders s on s.account_id = c.account_id and s.id = c.sender_id
            where c.number = $1
            """,
            connection)
        {
            Parameters = { new NpgsqlParameter<long> { TypedValue = delivery.Campaign }, new NpgsqlParameter<int> { TypedValue = delivery.Sequence } },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new DeliveryTarget(reader.GetGuid(0), reader.GetGuid(1), delivery, reader.GetString(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetString(6))
            : null;
    }
}

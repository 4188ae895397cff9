using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tokens;
using Npgsql;

namespace Moderation.Web.Feedback;

/// <summary>The delivery that a verified token names.</summary>
public sealed record DeliveryTarget
{
    /// <summary>Whose campaign it was.</summary>
    public required Guid Account { get; init; }

    /// <summary>The account's name.</summary>
    public required string AccountName { get; init; }

    /// <summary>The campaign's id.</summary>
    public required Guid Campaign { get; init; }

    /// <summary>What the token said.</summary>
    public required DeliveryRef Reference { get; init; }

    /// <summary>The sender's name as the mail showed it, else the account's.</summary>
    public required string From { get; init; }
    public required Guid? SenderId { get; init; }
    public required Guid? ListId { get; init; }
    public required string? ListName { get; init; }

    /// <summary>What the account's opt-out link ends.</summary>
    public required OptOutScope Scope { get; init; }

    /// <summary>The recipient; empty after an erasure.</summary>
    public required string Email { get; init; }

    /// <summary>The recipient's address key; after an erasure the hash of it.</summary>
    public required string EmailKey { get; init; }

    /// <summary>As it stood when the campaign was released.</summary>
    public required string FirstName { get; init; }

    /// <summary>As it stood when the campaign was released.</summary>
    public required string LastName { get; init; }

    /// <summary>The address as the public pages name it.</summary>
    public string Shown => Email.Length > 0 ? Email : "your address";

    /// <summary>What ends with an opt-out of this scope, in words.</summary>
    public string Purpose(OptOutScope scope) => scope switch
    {
        OptOutScope.List when ListId is not null => PurposeOfList(ListName!),
        OptOutScope.Sender when SenderId is not null => $"mail from {From}",
        _ => $"everything from {AccountName}",
    };

    /// <summary>What ends when a person leaves a list, in words.</summary>
    public static string PurposeOfList(string name) => $"the list \"{name}\"";

    /// <summary>The scope that can be meant: a campaign without list or sender ends as a whole.</summary>
    public OptOutScope Meant(OptOutScope scope) => scope switch
    {
        OptOutScope.List when ListId is not null => scope,
        OptOutScope.Sender when SenderId is not null => scope,
        _ => OptOutScope.Account,
    };
}

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
        return ring.TryReadUrl(purpose, token, out var delivery) ? await ReadAsync(delivery, ct) : null;
    }

    /// <summary>As <see cref="FindAsync"/>, for a token in the local part of an address.</summary>
    public async Task<DeliveryTarget?> FindInMailboxAsync(TokenPurpose purpose, string token, CancellationToken ct)
    {
        var ring = await keys.RingAsync(TokenRing.ClaimedKeyOfMailbox(token), ct);
        return ring.TryReadMailbox(purpose, token, out var delivery) ? await ReadAsync(delivery, ct) : null;
    }

    private async Task<DeliveryTarget?> ReadAsync(DeliveryRef delivery, CancellationToken ct) => (await ReadAsync([delivery], ct)).GetValueOrDefault(delivery);

    /// <summary>Several at once.</summary>
    /// <param name="verified">Each from a token whose signature held.</param>
    /// <param name="ct">Ends the reading.</param>
    /// <returns>Without those that name nothing.</returns>
    internal async Task<IReadOnlyDictionary<DeliveryRef, DeliveryTarget>> ReadAsync(IReadOnlyCollection<DeliveryRef> verified, CancellationToken ct)
    {
        await using var connection = await engine.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            select c.account_id, c.id, coalesce(nullif(s.name, ''), a.name), d.email, d.email_key, d.first_name, d.last_name,
                a.name, s.id, l.id, l.name, a.opt_out_scope, wanted.number, wanted.seq
            from unnest($1::bigint[], $2::integer[]) wanted (number, seq)
            join app.campaigns c on c.number = wanted.number
            join app.accounts a on a.id = c.account_id
            join app.deliveries d on d.account_id = c.account_id and d.campaign_id = c.id and d.seq = wanted.seq
            left join app.senders s on s.account_id = c.account_id and s.id = c.sender_id
            -- A group, or the list of a last mailing, is nothing that a person has joined and could leave alone.
            left join app.lists l on l.account_id = c.account_id and l.id = c.list_id and l.filter is null
                and not exists (select from app.sunsets n where n.account_id = l.account_id and n.asked_list_id = l.id)
            """,
            connection)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = [.. verified.Select(one => one.Campaign)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. verified.Select(one => one.Sequence)] },
            },
        };
        await command.PrepareAsync(ct);
        var found = new Dictionary<DeliveryRef, DeliveryTarget>(verified.Count);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var target = Read(reader);
            found[target.Reference] = target;
        }

        return found;
    }

    private static DeliveryTarget Read(NpgsqlDataReader reader) => new()
    {
        Account = reader.GetGuid(0),
        Campaign = reader.GetGuid(1),
        Reference = new DeliveryRef(reader.GetInt64(12), reader.GetInt32(13)),
        From = reader.GetString(2),
        Email = reader.GetString(3),
        EmailKey = reader.GetString(4),
        FirstName = reader.GetString(5),
        LastName = reader.GetString(6),
        AccountName = reader.GetString(7),
        SenderId = reader.IsDBNull(8) ? null : reader.GetGuid(8),
        ListId = reader.IsDBNull(9) ? null : reader.GetGuid(9),
        ListName = reader.IsDBNull(10) ? null : reader.GetString(10),
        Scope = Enum.Parse<OptOutScope>(reader.GetString(11)),
    };
}

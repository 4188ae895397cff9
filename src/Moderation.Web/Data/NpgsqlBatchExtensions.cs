using Moderation.Reputation;
using Npgsql;

namespace Moderation.Web.Data;

internal static class NpgsqlBatchExtensions
{
    /// <summary>Adds a statement with positional parameters.</summary>
    public static void Add(this NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Adds to what is counted of a campaign. In the order of the kinds and days, so that two writers never wait for each other.</summary>
    /// <param name="batch">In a transaction.</param>
    /// <param name="account">Whose campaign.</param>
    /// <param name="campaign">Its id.</param>
    /// <param name="kind">Of the events.</param>
    /// <param name="day">UTC.</param>
    /// <param name="count">Below zero takes away.</param>
    public static void AddEvents(this NpgsqlBatch batch, Guid account, Guid campaign, EventKind kind, DateOnly day, long count) =>
        batch.Add(
            """
            insert into app.event_counters (account_id, campaign_id, kind, day, count) values ($1, $2, $3, $4, $5)
            on conflict (account_id, campaign_id, kind, day) do update set count = event_counters.count + excluded.count
            """,
            account, campaign, kind.ToString(), day, count);

    /// <summary>Suppresses an address that bounced, unless it is suppressed already. In the order of the keys, so that two writers never wait for each other.</summary>
    /// <param name="batch">In a transaction.</param>
    /// <param name="account">Whose contact.</param>
    /// <param name="campaign">Whose mail bounced.</param>
    /// <param name="emailKey">The address.</param>
    /// <param name="at">When it bounced.</param>
    /// <param name="evidence">What was said.</param>
    public static void AddHardBounce(this NpgsqlBatch batch, Guid account, Guid campaign, string emailKey, DateTimeOffset at, string evidence) =>
        batch.Add(
            """
            insert into app.suppressions (account_id, id, email_key, reason, at, campaign_id, evidence) values ($1, $2, $3, 'HardBounce', $4, $5, $6)
            on conflict (account_id, email_key) do nothing
            """,
            account, Guid.CreateVersion7(at), emailKey, at, campaign, evidence);
}

using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Intake;

/// <summary>
/// Groups: lists whose members follow from a filter. They are members of a list like any others, brought up to date whenever a
/// mailing to the group is judged or released, so that everything that works on lists works on groups.
/// </summary>
public static class Groups
{
    /// <summary>Above it a count that takes too long says "more than".</summary>
    public const int CountedAnyway = 10_000;

    private static readonly CampaignState[] UnderWay =
    [
        CampaignState.Held, CampaignState.Escalated, CampaignState.Deferred, CampaignState.Scheduled, CampaignState.Releasing, CampaignState.Sending, CampaignState.Paused,
    ];

    private const string Matching = """
        from app.contacts c
        left join app.contact_activity a on a.account_id = c.account_id and a.contact_id = c.id
        where c.account_id = {0}
            and ({1}::uuid is null or exists (select from app.list_members m where m.account_id = c.account_id and m.list_id = {1} and m.contact_id = c.id))
            -- Who left a list left it in a group that stands on it too, and a group that stands on none mails nobody who left any.
            and not exists (select from app.opt_outs o where o.account_id = c.account_id and o.email_key = c.email_key and (o.list_id = {1} or ({1}::uuid is null and o.list_id is not null)))
            and ({2} = '' or strpos(lower(c.source), lower({2})) > 0)
            and ({3} = '' or split_part(c.email_key, '@', 2) = {3})
            and ({4}::timestamptz is null or c.created_at >= {4})
            and ({5}::timestamptz is null or c.created_at < {5})
            and (not {6} or a.last_opened_at is null or a.last_opened_at < {7})
            and (not {8} or a.last_clicked_at is null or a.last_clicked_at < {7})
            and ({9} = '' or c.attributes ->> {9} = {10})
        """;

    /// <summary>Its contacts, in no order.</summary>
    public static IQueryable<Contact> InGroup(this ModerationDb db, Guid account, ContactFilter filter) =>
        db.Contacts.FromSql(FormattableStringFactory.Create("select c.* " + Matching, Values(account, filter)));

    /// <summary>How many contacts belong to it now.</summary>
    /// <returns>The count, and whether it is only known that there are more.</returns>
    public static async Task<(long Count, bool IsMore)> CountAsync(this ModerationDb db, Guid account, ContactFilter filter, TimeSpan patience, CancellationToken ct)
    {
        try
        {
            return (await WithinAsync(db, patience, () => db.InGroup(account, filter).LongCountAsync(ct), ct), false);
        }
        catch (PostgresException slow) when (slow.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            try
            {
                var count = await WithinAsync(db, patience, () => db.InGroup(account, filter).Take(CountedAnyway).LongCountAsync(ct), ct);
                return (count, count == CountedAnyway);
            }
            catch (PostgresException slower) when (slower.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
            {
                return (0, true);
            }
        }
    }

    /// <summary>Runs one question that ends after <paramref name="patience"/> with <see cref="PostgresErrorCodes.QueryCanceled"/>.</summary>
    public static async Task<T> WithinAsync<T>(ModerationDb db, TimeSpan patience, Func<Task<T>> ask, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select set_config('statement_timeout', {((long)patience.TotalMilliseconds).ToString(System.Globalization.CultureInfo.InvariantCulture)}, true)", ct);
        var answer = await ask();
        await transaction.CommitAsync(ct);
        return answer;
    }

    /// <summary>The subject of a campaign that goes to this list or group.</summary>
    /// <param name="isOver">Also of a draft and of one that is over; else only of one that waits or leaves.</param>
    /// <returns>Null when there is none.</returns>
    public static Task<string?> UseOfAsync(this ModerationDb db, Guid list, bool isOver, CancellationToken ct) =>
        db.Campaigns.Where(c => c.ListId == list && (isOver || UnderWay.Contains(c.State))).OrderByDescending(c => c.Id).Select(c => c.Subject).FirstOrDefaultAsync(ct);

    /// <summary>Brings the members of a group up to date; a list without a filter stays as it is.</summary>
    public static async Task RefreshGroupAsync(this ModerationDb db, Guid account, Guid list, CancellationToken ct)
    {
        if (await db.Lists.AsNoTracking().Where(l => l.AccountId == account && l.Id == list).Select(l => l.Filter).SingleOrDefaultAsync(ct) is not { } json)
        {
            return;
        }

        var filter = ContactFilter.FromJson(json);
        await db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(
            "delete from app.list_members gone where gone.account_id = {0} and gone.list_id = {11} and not exists (select " + Matching + " and c.id = gone.contact_id)", [.. Values(account, filter), list]), ct);
        await db.Database.ExecuteSqlAsync(FormattableStringFactory.Create(
            "insert into app.list_members (account_id, list_id, contact_id) select c.account_id, {11}, c.id " + Matching + " on conflict do nothing", [.. Values(account, filter), list]), ct);
    }

    private static object?[] Values(Guid account, ContactFilter filter)
    {
        var opened = filter.Activity is ActivityFilter.NeverOpened or ActivityFilter.NotOpenedSince;
        var clicked = filter.Activity is ActivityFilter.NeverClicked or ActivityFilter.NotClickedSince;
        // "Never" is: not since the beginning of time.
        var since = filter is { Activity: ActivityFilter.NotOpenedSince or ActivityFilter.NotClickedSince, Since: { } day } ? Midnight(day) : DateTimeOffset.UnixEpoch;
        return
        [
            account, new NpgsqlParameter { Value = (object?)filter.ListId ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid }, filter.Source.Trim(), filter.Provider.Trim().ToLowerInvariant(),
            Time(filter.From is { } from ? Midnight(from) : null), Time(filter.Until is { } until ? Midnight(until.AddDays(1)) : null), opened, since, clicked, filter.Attribute, filter.Value,
        ];
    }

    private static NpgsqlParameter Time(DateTimeOffset? at) => new() { Value = (object?)at ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.TimestampTz };

    private static DateTimeOffset Midnight(DateOnly day) => new(day, TimeOnly.MinValue, TimeSpan.Zero);
}

using Microsoft.EntityFrameworkCore;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Relay.Routes;

/// <summary>
/// The budgets of the addresses, shared by any number of nodes: the rows of the addresses are locked, in the order of their ids, while
/// one node counts and takes. What was taken and not sent is not given back: a limit may be left unused, never passed.
/// </summary>
internal sealed class Reservations(IServiceScopeFactory scopes, ShapingOptions shaping, CheckOptions checks)
{
    /// <param name="wanted">In the order in which they are served.</param>
    /// <param name="pool">The account's class.</param>
    /// <param name="ips">Those that this node can use now.</param>
    /// <param name="now">Decides the hour and the day.</param>
    /// <param name="ct">Rolls back.</param>
    public async Task<Allocation> TakeAsync(IReadOnlyList<Wanted> wanted, PoolClass pool, IReadOnlyCollection<Guid> ips, DateTimeOffset now, CancellationToken ct)
    {
        var utc = now.UtcDateTime;
        var (today, midnight, hour) = (DateOnly.FromDateTime(utc), new DateTimeOffset(utc.Date, TimeSpan.Zero), new DateTimeOffset(utc.Date.AddHours(utc.Hour), TimeSpan.Zero));
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (ids, name) = (ips.ToArray(), pool.ToString());
        var locked = await db.SendingIps.FromSql($"select * from app.sending_ips where id = any({ids}) and pool = {name} and stopped_at is null order by id for update").ToListAsync(ct);
        var taken = await db.IpBudgets.AsNoTracking().Where(budget => ids.Contains(budget.IpId) && budget.Hour >= midnight).ToListAsync(ct);
        var states = await db.ProviderStates.Where(state => ids.Contains(state.IpId) && state.Until > now).ToListAsync(ct);
        var allowances = new List<IpAllowance>();
        foreach (var ip in locked)
        {
            ip.WarmUpStarted = shaping.WarmUp.StartOf(ip.WarmUpStarted, ip.LastUsed, today);
            var own = taken.Where(budget => budget.IpId == ip.Id).ToList();
            allowances.Add(new IpAllowance(
                ip.Id,
                ip.Pool,
                ip.WarmUpDay(shaping.WarmUp, await IsWarmAsync(db, ip, today, ct), today),
                own.Where(budget => budget.Hour == hour).Sum(budget => budget.Taken),
                own.GroupBy(budget => budget.Provider).ToDictionary(group => group.Key, group => group.Sum(budget => (long)budget.Taken)),
                states.Where(state => state.IpId == ip.Id).ToDictionary(state => state.Site, state => state.UnderWay))
            {
                ThisHourTo = own.Where(budget => budget.Hour == hour).ToDictionary(budget => budget.Provider, budget => (long)budget.Taken),
            });
        }

        var allocation = Allocation.Of(wanted, pool, allowances, shaping.WarmUp, now);
        foreach (var granted in allocation.Granted)
        {
            locked.Single(ip => ip.Id == granted.Ip).LastUsed = today;
            if (states.Find(state => state.IpId == granted.Ip && state.Site == granted.Site) is { } state)
            {
                state.Taken += granted.Count;
            }
        }

        foreach (var group in allocation.Granted.GroupBy(granted => (granted.Ip, granted.Provider.Key)))
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                insert into app.ip_budgets (ip_id, hour, provider, taken) values ({group.Key.Ip}, {hour}, {group.Key.Key}, {group.Sum(granted => granted.Count)})
                on conflict (ip_id, hour, provider) do update set taken = ip_budgets.taken + excluded.taken
                """,
                ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return allocation;
    }

    /// <summary>A provider asked for less: known to every node with its next reservation.</summary>
    public async Task BackOffAsync(Guid ip, string site, Provider provider, BackOff asked, string reply, DateTimeOffset now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<EngineDb>();
        var before = now.AddHours(-1);
        var key = provider.Key;
        // A second reply of the same kind says nothing new: a back-off that each reply made longer would never end.
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into app.provider_states as s (ip_id, site, name, reply, since, until, rate, connections, before, taken)
            select {ip}, {site}, {asked.Name}, {reply}, {now}, {now + asked.Length}, {asked.Rate}, {asked.Connections},
                (select coalesce(max(taken), 0) from app.ip_budgets where ip_id = {ip} and provider = {key} and hour > {before.AddHours(-1)}), 0
            on conflict (ip_id, site) do update
            set name = excluded.name, reply = excluded.reply, since = excluded.since, until = excluded.until, rate = excluded.rate, connections = excluded.connections,
                before = excluded.before, taken = 0
            where s.until <= {now} or excluded.rate < s.rate
            """,
            ct);
    }

    private async Task<bool> IsWarmAsync(EngineDb db, SendingIp ip, DateOnly today, CancellationToken ct)
    {
        if (ip.WarmUpStarted is not { } started || !shaping.WarmUp.IsOverOn(today.DayNumber - started.DayNumber))
        {
            return false;
        }

        var since = new DateTimeOffset(today.AddDays(-IpReadiness.Days), TimeOnly.MinValue, TimeSpan.Zero);
        var hours = await db.IpBudgets.Where(budget => budget.IpId == ip.Id && budget.Hour >= since && budget.Taken > 0).Select(budget => budget.Hour).Distinct().ToListAsync(ct);
        var first = today.AddDays(-IpReadiness.Days);
        var figures = IpFigures.Of(await db.IpOutcomes.AsNoTracking().Where(row => row.IpId == ip.Id && row.Day >= first).ToListAsync(ct));
        return IpReadiness.ToBeWarm(RouteTable.Facts(ip, checks) with { BusyDays = hours.Select(hour => hour.UtcDateTime.Date).Distinct().Count(), Figures = figures }, ip.Pool).Count == 0;
    }
}

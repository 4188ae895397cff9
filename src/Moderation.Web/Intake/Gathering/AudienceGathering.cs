using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Hygiene;
using Moderation.Web.Intake.Purchase;

namespace Moderation.Web.Intake.Gathering;

/// <summary>Who would get the mailing, in counts.</summary>
internal static class AudienceGathering
{
    private const int SourcesShown = 10;
    private const int SamplesOfAKind = 3;

    /// <param name="db">Of the account's people, or the engine.</param>
    /// <param name="account">Whose list it is.</param>
    /// <param name="list">The audience.</param>
    /// <param name="sender">Who it comes from, when that is chosen: some may have opted out of that sender alone.</param>
    /// <param name="domains">What is known of the recipients' domains; null when nothing outside is looked at.</param>
    /// <param name="overlaps">Asks about other accounts.</param>
    /// <param name="now">The moment.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<AudienceFacts> OfAsync(ModerationDb db, Guid account, Guid list, Guid? sender, DomainCensus? domains, Overlaps overlaps, DateTimeOffset now, CancellationToken ct)
    {
        var old = now.AddMonths(-24);
        var counts = await db.Database.SqlQuery<AudienceRow>(
            $"""
            with audience as not materialized (
                select c.email_key, c.opted_in_at
                from app.list_members m
                join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
                where m.account_id = {account} and m.list_id = {list}
                    and not exists (select from app.suppressions s where s.account_id = c.account_id and s.email_key = c.email_key)
                    and not exists (select from app.opt_outs o where o.account_id = c.account_id and o.email_key = c.email_key and (o.list_id = {list} or o.sender_id = {sender})))
            select count(*) as "Recipients",
                count(*) filter (where opted_in_at is null) as "WithoutConsent",
                count(*) filter (where split_part(email_key, '@', 1) = any({AddressKinds.Roles})) as "Role",
                count(*) filter (where split_part(email_key, '@', 2) = any({AddressKinds.ThrowAway})) as "Disposable",
                count(*) filter (where opted_in_at < {old}) as "Old",
                coalesce((select max(n) from (select count(*) as n from audience where opted_in_at is not null group by date_trunc('second', opted_in_at)) same), 0) as "SameMoment"
            from audience
            """).SingleAsync(ct);
        var sample = await AudienceSample.OfListAsync(db, account, list, counts.Recipients, ct);
        var all = await CountsAsync(db, account, list, counts, old, ct) with
        {
            NoSuchDomain = domains?.Gone ?? 0,
            DomainsLookedUp = domains?.LookedUp ?? 0,
            Runs = AddressRuns.In(sample),
            OverlapPercent = await overlaps.PercentAsync(db, account, [.. sample.Select(address => address.EmailKey)], ct),
        };
        return new AudienceFacts
        {
            Recipients = counts.Recipients,
            WithoutConsent = Fact.Known(counts.WithoutConsent == 0 ? [] : await SourcesAsync(db, account, list, ct)),
            PurchaseSigns = Fact.Known(PurchaseSigns.In(all)),
            Inactive = await InactiveAsync(db, account, list, now, ct),
            RoleAddresses = counts.Role,
            DisposableAddresses = counts.Disposable,
            MailsInSevenDays = Fact.Known(await MailsAsync(db, account, list, now, ct)),
            MergeSamples = Fact.Known(await SamplesAsync(db, account, list, ct)),
        };
    }

    private static async Task<IReadOnlyList<CountedSource>> SourcesAsync(ModerationDb db, Guid account, Guid list, CancellationToken ct)
    {
        var sources = await (
            from contact in db.MailableMembers(account, list)
            where contact.OptedInAt == null
            group contact by contact.ImportId into source
            orderby source.Count() descending
            select new { Import = source.Key, Count = source.LongCount() }).Take(SourcesShown).ToListAsync(ct);
        var imports = sources.Select(source => source.Import).OfType<Guid>().ToList();
        var names = await db.Imports.AsNoTracking().Where(i => i.AccountId == account && imports.Contains(i.Id))
            .ToDictionaryAsync(i => i.Id, i => $"{i.FileName}, imported {i.StartedAt.UtcDateTime:yyyy-MM-dd}", ct);
        return [.. sources.Select(source => new CountedSource(source.Import is { } id ? names.GetValueOrDefault(id, "an import that is gone") : "added by hand", source.Count))];
    }

    private static async Task<AudienceCounts> CountsAsync(ModerationDb db, Guid account, Guid list, AudienceRow row, DateTimeOffset old, CancellationToken ct)
    {
        var latest = await db.Imports.AsNoTracking()
            .Where(i => i.AccountId == account && i.ListId == list && i.Added > 0)
            .OrderByDescending(i => i.StartedAt)
            .Select(i => new { i.Id, i.StartedAt, i.Added })
            .FirstOrDefaultAsync(ct);
        var before = latest is null ? 0 : await db.Contacts.LongCountAsync(c => c.AccountId == account && c.CreatedAt < latest.StartedAt, ct);
        var (mailed, bounced) = latest is null ? (0, 0) : await FirstMailingAsync(db, account, list, latest.Id, latest.StartedAt, ct);
        return new AudienceCounts(
            row.Recipients, row.WithoutConsent, row.Role, row.Disposable, row.SameMoment, await OldAndNeverMailedAsync(db, account, list, row, old, ct),
            latest?.Added ?? 0, before, IsFirstImport: before == 0)
        {
            FirstMailed = mailed,
            FirstHardBounces = bounced,
        };
    }

    // Of those whom the latest import brought: how many the first mailing after it was for, and to how many it came back for good.
    private static async Task<(long Mailed, long Bounced)> FirstMailingAsync(ModerationDb db, Guid account, Guid list, Guid import, DateTimeOffset since, CancellationToken ct)
    {
        var first = await db.Campaigns.AsNoTracking()
            .Where(c => c.AccountId == account && c.ListId == list && c.SendingSince > since)
            .OrderBy(c => c.SendingSince)
            .Select(c => (Guid?)c.Id)
            .FirstOrDefaultAsync(ct);
        if (first is not { } campaign)
        {
            return (0, 0);
        }

        var month = DateOnly.FromDateTime(since.UtcDateTime.AddDays(-31));
        var row = await db.Database.SqlQuery<FirstMailingRow>(
            $"""
            select count(*) as "Mailed",
                count(*) filter (where exists (
                    select from app.suppressions s
                    where s.account_id = d.account_id and s.email_key = d.email_key and s.reason = {nameof(SuppressionReason.HardBounce)} and s.campaign_id = d.campaign_id)) as "Bounced"
            from app.deliveries d
            join app.contacts c on c.account_id = d.account_id and c.id = d.contact_id and c.import_id = {import}
            where d.account_id = {account} and d.campaign_id = {campaign} and d.month >= {month}
            """).SingleAsync(ct);
        return (row.Mailed, row.Bounced);
    }

    private static async Task<Fact<long>> InactiveAsync(ModerationDb db, Guid account, Guid list, DateTimeOffset now, CancellationToken ct) =>
        await db.CanBeSeenAsync(account, now, ct)
            ? await db.NeverActiveMembers(account, list, now).LongCountAsync(ct)
            : Fact.Unknown<long>("nobody was seen opening or pressing anything in six months");

    // Deliveries are not kept by contact. As a join they are read once; asked about one contact after another, once for each.
    private static async Task<long> OldAndNeverMailedAsync(ModerationDb db, Guid account, Guid list, AudienceRow row, DateTimeOffset old, CancellationToken ct) =>
        !PurchaseSigns.AreManyOld(row.Old, row.Recipients) ? 0 : await db.Database.SqlQuery<long>(
            $"""
            select count(*) as "Value"
            from app.list_members m
            join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
            where m.account_id = {account} and m.list_id = {list} and c.opted_in_at < {old}
                and not exists (select from app.suppressions s where s.account_id = c.account_id and s.email_key = c.email_key)
                and not exists (select from app.deliveries d where d.account_id = c.account_id and d.contact_id = c.id)
            """).SingleAsync(ct);

    private static async Task<IReadOnlyDictionary<int, long>> MailsAsync(ModerationDb db, Guid account, Guid list, DateTimeOffset now, CancellationToken ct)
    {
        var since = now.AddDays(-7);
        var campaigns = await db.Campaigns.Where(c => c.AccountId == account && c.SendingSince > since).Select(c => c.Id).ToListAsync(ct);
        if (campaigns.Count == 0)
        {
            return new Dictionary<int, long>();
        }

        // Each person is looked up in the list's key. A join is free to compare everybody with everybody, and does so as long as the
        // tables of a new account have no statistics.
        var rows = await db.Database.SqlQuery<MailsRow>(
            $"""
            select mails::integer as "Mails", count(*) as "Recipients" from (
                select count(*) as mails
                from app.deliveries d
                where (select true from app.list_members m where m.account_id = {account} and m.list_id = {list} and m.contact_id = d.contact_id limit 1) and d.account_id = {account} and d.campaign_id = any({campaigns}) and d.month >= {DateOnly.FromDateTime(since.UtcDateTime.AddDays(-31))}
                group by d.contact_id) one
            group by mails
            """).ToListAsync(ct);
        return rows.ToDictionary(row => row.Mails, row => row.Recipients);
    }

    // The longest, those that hold an address, and those who have none: whatever is odd about the merge values shows in these.
    internal static async Task<IReadOnlyList<MergeSample>> SamplesAsync(ModerationDb db, Guid account, Guid list, CancellationToken ct)
    {
        var members = db.MailableMembers(account, list).AsNoTracking();
        var rows = await members.OrderByDescending(c => c.FirstName.Length + c.LastName.Length).ThenBy(c => c.Id).Take(SamplesOfAKind)
            .Concat(members.Where(c => EF.Functions.Like(c.FirstName + " " + c.LastName, "%@%") || EF.Functions.ILike(c.FirstName + " " + c.LastName, "%://%")
                || EF.Functions.ILike(c.FirstName + " " + c.LastName, "%www.%")).OrderBy(c => c.Id).Take(SamplesOfAKind))
            .Concat(members.Where(c => c.FirstName.Trim() == "" || c.LastName.Trim() == "").OrderBy(c => c.Id).Take(SamplesOfAKind))
            .Select(c => new { c.Id, c.Email, c.FirstName, c.LastName })
            .ToListAsync(ct);
        return [.. rows.DistinctBy(row => row.Id).Select(row => new MergeSample(Shortened(row.Email), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PlaceholderNames.FirstName] = row.FirstName,
            [PlaceholderNames.LastName] = row.LastName,
            [PlaceholderNames.Email] = row.Email,
        }))];
    }

    // "an…@example.org": enough to find the contact among one's own.
    private static string Shortened(string email) =>
        email.IndexOf('@', StringComparison.Ordinal) is var at and > 2 ? string.Concat(email.AsSpan(0, 2), "…", email.AsSpan(at)) : "…" + email[Math.Max(0, email.IndexOf('@', StringComparison.Ordinal))..];

    internal sealed record AudienceRow(long Recipients, long WithoutConsent, long Role, long Disposable, long Old, long SameMoment);

    internal sealed record FirstMailingRow(long Mailed, long Bounced);

    internal sealed record MailsRow(int Mails, long Recipients);
}

using Microsoft.EntityFrameworkCore;
using Moderation.Campaigns;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Gathering;

/// <summary>Who would get the mailing, in counts.</summary>
internal static class AudienceGathering
{
    private const int SourcesShown = 10;
    private const int SamplesOfAKind = 3;

    private static readonly string[] Roles = [.. RoleAddresses.LocalParts];
    private static readonly string[] ThrowAway = [.. DisposableDomains.All];

    /// <param name="db">Of the account's people, or the engine.</param>
    /// <param name="account">Whose list it is.</param>
    /// <param name="list">The audience.</param>
    /// <param name="sender">Who it comes from, when that is chosen: some may have opted out of that sender alone.</param>
    /// <param name="now">The moment.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<AudienceFacts> OfAsync(ModerationDb db, Guid account, Guid list, Guid? sender, DateTimeOffset now, CancellationToken ct)
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
                count(*) filter (where split_part(email_key, '@', 1) = any({Roles})) as "Role",
                count(*) filter (where split_part(email_key, '@', 2) = any({ThrowAway})) as "Disposable",
                count(*) filter (where opted_in_at < {old}) as "Old",
                coalesce((select max(n) from (select count(*) as n from audience where opted_in_at is not null group by date_trunc('second', opted_in_at)) same), 0) as "SameMoment"
            from audience
            """).SingleAsync(ct);
        return new AudienceFacts
        {
            Recipients = counts.Recipients,
            WithoutConsent = Fact.Known(counts.WithoutConsent == 0 ? [] : await SourcesAsync(db, account, list, ct)),
            PurchaseSigns = Fact.Known(PurchaseSigns.In(await CountsAsync(db, account, list, counts, old, ct))),
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
            .Select(i => new { i.StartedAt, i.Added })
            .FirstOrDefaultAsync(ct);
        var before = latest is null ? 0 : await db.Contacts.LongCountAsync(c => c.AccountId == account && c.CreatedAt < latest.StartedAt, ct);
        return new AudienceCounts(
            row.Recipients, row.WithoutConsent, row.Role, row.Disposable, row.SameMoment, await OldAndNeverMailedAsync(db, account, list, row, old, ct),
            latest?.Added ?? 0, before, IsFirstImport: before == 0);
    }

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

        var rows = await db.Database.SqlQuery<MailsRow>(
            $"""
            select mails::integer as "Mails", count(*) as "Recipients" from (
                select count(*) as mails
                from app.deliveries d
                join app.list_members m on m.account_id = d.account_id and m.contact_id = d.contact_id and m.list_id = {list}
                where d.account_id = {account} and d.campaign_id = any({campaigns}) and d.month >= {DateOnly.FromDateTime(since.UtcDateTime.AddDays(-31))}
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

    internal sealed record MailsRow(int Mails, long Recipients);
}

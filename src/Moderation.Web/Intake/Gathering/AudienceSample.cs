using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;

namespace Moderation.Web.Intake.Gathering;

/// <summary>
/// A few thousand addresses of an audience in the order in which they came: enough for a share, and the same ones whenever the same
/// audience is asked about.
/// </summary>
internal static class AudienceSample
{
    private const long Most = 5000;

    /// <param name="db">Of the account's people, or the engine.</param>
    /// <param name="account">Whose list it is.</param>
    /// <param name="list">The audience.</param>
    /// <param name="recipients">How many they are about.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<IReadOnlyList<PlacedAddress>> OfListAsync(ModerationDb db, Guid account, Guid list, long recipients, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select c.id as "Id", c.email_key as "EmailKey"
            from app.list_members m
            join app.contacts c on c.account_id = m.account_id and c.id = m.contact_id
            where m.account_id = {account} and m.list_id = {list} and uuid_hash_extended(c.id, 0) % {OneOf(recipients)} = 0
                and not exists (select from app.suppressions s where s.account_id = c.account_id and s.email_key = c.email_key)
            order by c.id
            limit {2 * Most}
            """).ToListAsync(ct);
        return Placed(rows);
    }

    /// <param name="db">The engine.</param>
    /// <param name="account">Whose import it is.</param>
    /// <param name="import">Its new contacts are looked at.</param>
    /// <param name="contacts">How many they are about.</param>
    /// <param name="ct">Ends the reading.</param>
    public static async Task<IReadOnlyList<PlacedAddress>> OfImportAsync(ModerationDb db, Guid account, Guid import, long contacts, CancellationToken ct)
    {
        var rows = await db.Database.SqlQuery<Row>(
            $"""
            select c.id as "Id", c.email_key as "EmailKey"
            from app.contacts c
            where c.account_id = {account} and c.import_id = {import} and uuid_hash_extended(c.id, 0) % {OneOf(contacts)} = 0
            order by c.id
            limit {2 * Most}
            """).ToListAsync(ct);
        return Placed(rows);
    }

    private static long OneOf(long people) => Math.Max(1, (people + Most - 1) / Most);

    private static PlacedAddress[] Placed(List<Row> rows) => [.. rows.Select(row => new PlacedAddress(row.EmailKey, Moment(row.Id)))];

    // A UUID of version 7 begins with 48 bits of milliseconds (RFC 9562 §5.7).
    private static long Moment(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return ((long)System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(bytes) << 16) | System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
    }

    internal sealed record Row(Guid Id, string EmailKey);
}

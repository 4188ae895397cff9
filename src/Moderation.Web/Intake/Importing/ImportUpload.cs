using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Moderation.Contacts;
using Moderation.Web.Data;
using Npgsql;

namespace Moderation.Web.Intake.Importing;

/// <summary>Keeps an uploaded file in the database, as UTF-8 and piece by piece, so that any node can go through it and go on after another one's end.</summary>
public sealed class ImportUpload(ModerationDb db, TimeProvider clock)
{
    /// <summary>Of a file.</summary>
    public const long MostBytes = 1024L * 1024 * 1024;

    /// <param name="list">Into which its contacts go.</param>
    /// <param name="fileName">As the browser said it.</param>
    /// <param name="file">The file; it can be read twice.</param>
    /// <param name="by">Who uploads it.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <returns>Its id; the columns are as they were recognised, for a person to confirm.</returns>
    /// <exception cref="FormatException">The file as a whole cannot be used; the message is a sentence for people.</exception>
    public async Task<Guid> KeepAsync(ContactList list, string fileName, Stream file, (Guid Id, string Name) by, CancellationToken ct)
    {
        var encoding = await FileText.DetectAsync(file, ct);
        var text = FileText.Open(file, encoding);
        await using var closing = ReferenceEquals(text, file) ? null : text;
        var piece = new byte[ImportPiece.Length];
        var filled = await FillAsync(text, piece, 0, ct);
        filled -= StripMark(piece, filled);
        filled = await FillAsync(text, piece, filled, ct);
        var isMacintosh = IsMacintosh(piece.AsSpan(0, filled));
        Mend(piece.AsSpan(0, filled), isMacintosh);
        var recognised = await Recognition.OfAsync(piece.AsMemory(0, Math.Min(filled, Recognition.Head)), isAll: filled < piece.Length, ct);

        var import = new Import
        {
            AccountId = list.AccountId,
            ListId = list.Id,
            FileName = Path.GetFileName(fileName),
            By = by.Name,
            ById = by.Id,
            StartedAt = clock.GetUtcNow(),
            State = ImportState.Uploaded,
            Encoding = encoding,
            Delimiter = recognised.Delimiter,
            Provider = recognised.Provider,
            Columns = ImportColumn.Write(recognised.Columns),
        };
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.Imports.Add(import);
        await db.SaveChangesAsync(ct);
        for (var number = 0; filled > 0; number++)
        {
            await InsertAsync((NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction)transaction.GetDbTransaction(), import, number, piece.AsMemory(0, filled), ct);
            import.Size += filled;
            filled = await FillAsync(text, piece, 0, ct);
            Mend(piece.AsSpan(0, filled), isMacintosh);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return import.Id;
    }

    private static async Task InsertAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, Import import, int number, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        await using var insert = new NpgsqlCommand("insert into app.import_pieces (account_id, import_id, number, bytes) values ($1, $2, $3, $4)", connection, transaction)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = import.AccountId },
                new NpgsqlParameter<Guid> { TypedValue = import.Id },
                new NpgsqlParameter<int> { TypedValue = number },
                new NpgsqlParameter<ReadOnlyMemory<byte>> { TypedValue = bytes },
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
    }

    private static async Task<int> FillAsync(Stream text, byte[] piece, int filled, CancellationToken ct) =>
        filled + await text.ReadAtLeastAsync(piece.AsMemory(filled), piece.Length - filled, throwOnEndOfStream: false, ct);

    // A byte order mark would be part of the first column's name.
    private static int StripMark(byte[] piece, int filled)
    {
        if (!piece.AsSpan(0, filled).StartsWith("\uFEFF"u8))
        {
            return 0;
        }

        piece.AsSpan(3, filled - 3).CopyTo(piece);
        return 3;
    }

    // Old programs end lines with a carriage return alone.
    private static bool IsMacintosh(ReadOnlySpan<byte> start) => !start.Contains((byte)'\n') && start.Contains((byte)'\r');

    private static void Mend(Span<byte> text, bool isMacintosh)
    {
        if (isMacintosh)
        {
            text.Replace((byte)'\r', (byte)'\n');
        }
    }
}

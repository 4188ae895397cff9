using Moderation.Contacts;
using Npgsql;

namespace Moderation.Web.Intake.Importing;

/// <summary>The kept text of an import from its beginning, one piece in memory at a time.</summary>
/// <param name="connection">Of the account; used by nothing else meanwhile.</param>
/// <param name="account">Whose it is.</param>
/// <param name="import">Whose pieces.</param>
/// <param name="size">Of the whole text, in bytes.</param>
internal sealed class PieceStream(NpgsqlConnection connection, Guid account, Guid import, long size) : Stream
{
    private byte[] _piece = [];
    private int _at;
    private int _number;
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidDataException">A piece is not there.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at == _piece.Length)
        {
            if (_position >= size)
            {
                return 0;
            }

            (_piece, _at) = (await NextAsync(cancellationToken), 0);
        }

        var length = Math.Min(buffer.Length, _piece.Length - _at);
        _piece.AsMemory(_at, length).CopyTo(buffer);
        _at += length;
        _position += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private async Task<byte[]> NextAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select bytes from app.import_pieces where account_id = $1 and import_id = $2 and number = $3", connection)
        {
            Parameters = { new NpgsqlParameter<Guid> { TypedValue = account }, new NpgsqlParameter<Guid> { TypedValue = import }, new NpgsqlParameter<int> { TypedValue = _number++ } },
        };
        return await command.ExecuteScalarAsync(ct) is byte[] { Length: > 0 and <= ImportPiece.Length } bytes
            ? bytes
            : throw new InvalidDataException($"Piece {_number - 1} of import {import} is not there.");
    }
}

using System.Buffers.Binary;

namespace Moderation.Web.Intake.Importing;

/// <summary>Rows as PostgreSQL's binary COPY has them, written byte by byte: twice as fast as field by field through texts.</summary>
internal sealed class CopyRows
{
    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private byte[] _bytes = new byte[2 * 1024 * 1024];
    private int _used;

    public CopyRows() => Clear();

    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>Only the head of the format is left.</summary>
    public void Clear()
    {
        ReadOnlySpan<byte> head = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.CopyTo(_bytes);
        _used = head.Length;
    }

    /// <summary>After the last row.</summary>
    public void End() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    public void Row(short columns) => BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    public void Put(ReadOnlySpan<byte> text)
    {
        var to = Take(4 + text.Length);
        BinaryPrimitives.WriteInt32BigEndian(to, text.Length);
        text.CopyTo(to[4..]);
    }

    public void Put(Guid id)
    {
        var to = Take(20);
        BinaryPrimitives.WriteInt32BigEndian(to, 16);
        id.TryWriteBytes(to[4..], bigEndian: true, out _);
    }

    public void Put(int number)
    {
        var to = Take(8);
        BinaryPrimitives.WriteInt32BigEndian(to, 4);
        BinaryPrimitives.WriteInt32BigEndian(to[4..], number);
    }

    public void Put(DateTimeOffset? at)
    {
        if (at is not { } time)
        {
            Null();
            return;
        }

        var to = Take(12);
        BinaryPrimitives.WriteInt32BigEndian(to, 8);
        BinaryPrimitives.WriteInt64BigEndian(to[4..], (time - Epoch).Ticks / TimeSpan.TicksPerMicrosecond);
    }

    public void PutJson(ReadOnlySpan<byte> json)
    {
        var to = Take(5 + json.Length);
        BinaryPrimitives.WriteInt32BigEndian(to, 1 + json.Length);
        // The version of jsonb's binary form.
        to[4] = 1;
        json.CopyTo(to[5..]);
    }

    private Span<byte> Take(int length)
    {
        if (_used + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
        }

        _used += length;
        return _bytes.AsSpan(_used - length, length);
    }
}

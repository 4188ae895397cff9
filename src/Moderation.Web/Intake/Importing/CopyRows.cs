using System.Buffers.Binary;

namespace Moderation.Web.Intake.Importing;

/// <summary>
/// Rows as PostgreSQL's binary COPY has them, written byte by byte: twice as fast as field by field through texts. They come out in
/// the order of their keys: three indexes are entered by them, and each then finds the page that it needs in the processor's cache.
/// </summary>
internal sealed class CopyRows
{
    // The row's count of columns and the length of its id stand before the id.
    private const int BeforeId = 2 + 4;
    private const int LengthOfId = 16;

    private static readonly DateTimeOffset Epoch = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<Place> _rows = [];
    private byte[] _bytes = new byte[2 * 1024 * 1024];
    private byte[] _ordered = [];
    private int _used;

    public CopyRows() => Clear();

    /// <summary>As they were put.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.AsMemory(0, _used);

    /// <summary>Only the head of the format is left.</summary>
    public void Clear()
    {
        ReadOnlySpan<byte> head = [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
        head.CopyTo(_bytes);
        _used = head.Length;
        _rows.Clear();
    }

    /// <summary>What COPY reads: the rows by key, byte by byte as the collation C compares, and their ids by that order too.</summary>
    public ReadOnlyMemory<byte> Ordered()
    {
        if (_ordered.Length < _used + 2)
        {
            _ordered = new byte[_bytes.Length + 2];
        }

        var ids = new UInt128[_rows.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = BinaryPrimitives.ReadUInt128BigEndian(_bytes.AsSpan(_rows[i].Start + BeforeId));
        }

        Array.Sort(ids);
        var head = _rows.Count > 0 ? _rows[0].Start : _used;
        for (var i = 0; i < ids.Length; i++)
        {
            _rows[i] = _rows[i] with { End = i + 1 < ids.Length ? _rows[i + 1].Start : _used };
        }

        _rows.Sort(ByKey);
        _bytes.AsSpan(0, head).CopyTo(_ordered);
        var at = head;
        for (var i = 0; i < ids.Length; i++)
        {
            var row = _bytes.AsSpan(_rows[i].Start.._rows[i].End);
            row.CopyTo(_ordered.AsSpan(at));
            BinaryPrimitives.WriteUInt128BigEndian(_ordered.AsSpan(at + BeforeId, LengthOfId), ids[i]);
            at += row.Length;
        }

        BinaryPrimitives.WriteInt16BigEndian(_ordered.AsSpan(at), -1);
        return _ordered.AsMemory(0, at + 2);
    }

    /// <summary>A new row, whose first column is its id.</summary>
    public void Row(short columns, Guid id)
    {
        _rows.Add(new Place(_used, 0, 0, 0));
        BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);
        Put(id);
    }

    /// <summary>The column by which the rows are ordered.</summary>
    public void PutKey(ReadOnlySpan<byte> key)
    {
        _rows[^1] = _rows[^1] with { Key = _used + 4, KeyLength = key.Length };
        Put(key);
    }

    public void Null() => BinaryPrimitives.WriteInt32BigEndian(Take(4), -1);

    public void Put(ReadOnlySpan<byte> text)
    {
        var to = Take(4 + text.Length);
        BinaryPrimitives.WriteInt32BigEndian(to, text.Length);
        text.CopyTo(to[4..]);
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

    private void Put(Guid id)
    {
        var to = Take(20);
        BinaryPrimitives.WriteInt32BigEndian(to, 16);
        id.TryWriteBytes(to[4..], bigEndian: true, out _);
    }

    private int ByKey(Place a, Place b) => _bytes.AsSpan(a.Key, a.KeyLength).SequenceCompareTo(_bytes.AsSpan(b.Key, b.KeyLength));

    private Span<byte> Take(int length)
    {
        if (_used + length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _used + length));
        }

        _used += length;
        return _bytes.AsSpan(_used - length, length);
    }

    private readonly record struct Place(int Start, int Key, int KeyLength, int End);
}

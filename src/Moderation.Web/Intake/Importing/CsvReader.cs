namespace Moderation.Web.Intake.Importing;

internal enum CsvFault
{
    None,

    /// <summary>A quotation mark opens and is never closed.</summary>
    Unclosed,

    /// <summary>Something other than a delimiter follows a closing quotation mark.</summary>
    Malformed,

    /// <summary>Longer than <see cref="CsvReader.LongestRecord"/>.</summary>
    TooLong,
}

/// <summary>
/// Reads records of UTF-8 text as in RFC 4180: a field may be quoted, and then hold delimiters and line breaks. What is wrong with
/// quotation marks costs the one line on which they open: reading goes on with the next one, so that a stray mark does not swallow
/// the rows below. Memory is bounded, however long a line is.
/// </summary>
internal sealed class CsvReader(Stream text, char delimiter)
{
    /// <summary>Bytes.</summary>
    public const int LongestRecord = 64 * 1024;

    /// <summary>Columns above it are not looked at.</summary>
    public const int MostFields = 500;

    private const int Shown = 2048;
    private const byte Quote = (byte)'"';
    private const byte LineFeed = (byte)'\n';
    private const byte Return = (byte)'\r';

    private readonly byte _delimiter = (byte)delimiter;
    private readonly (int Start, int Length, bool Escaped)[] _fields = new (int, int, bool)[MostFields];
    private readonly byte[] _plain = new byte[LongestRecord];
    private readonly byte[] _buffer = new byte[4 * LongestRecord];
    private int _from;
    private int _to;
    private bool _ended;
    private int _rawStart;
    private int _rawLength;
    private int _plainUsed;
    private int _nextLine = 1;

    // The beginning of a line that is too long, while its end is looked for.
    private byte[]? _tooLong;

    /// <summary>Of the first line of the record, counted from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Where the record ends in the text.</summary>
    public long End { get; private set; }

    /// <summary>How many fields the record has, also those above <see cref="MostFields"/>.</summary>
    public int Count { get; private set; }

    public CsvFault Fault { get; private set; }

    /// <summary>The record as it stands in the file, without its line break; its beginning when it is too long. Until the next one is read.</summary>
    public ReadOnlySpan<byte> Raw => Fault == CsvFault.TooLong ? _plain.AsSpan(0, _plainUsed) : _buffer.AsSpan(_rawStart, _rawLength);

    /// <summary>A field without its quotation marks; empty where the record has none. Until the next record is read.</summary>
    public ReadOnlySpan<byte> this[int column]
    {
        get
        {
            if (column >= Count || column >= MostFields || Fault != CsvFault.None)
            {
                return default;
            }

            var (start, length, escaped) = _fields[column];
            var field = _buffer.AsSpan(start, length);
            return escaped ? Unescape(field) : field;
        }
    }

    /// <returns>False when the text must be filled up first.</returns>
    public bool TryRead()
    {
        if (_tooLong is not null)
        {
            return TryEndLongLine();
        }

        if (_from == _to)
        {
            return false;
        }

        _plainUsed = 0;
        Fault = CsvFault.None;
        var span = _buffer.AsSpan(_from, _to - _from);
        var consumed = Scan(span, out var length);
        if (consumed == 0)
        {
            if (span.Length < LongestRecord && !_ended)
            {
                return false;
            }

            if (span.IndexOf(LineFeed) is var end && end < 0)
            {
                _tooLong = span[..Math.Min(Shown, span.Length)].ToArray();
                return TryEndLongLine();
            }

            // Only a quoted field goes over a line break without an end.
            (consumed, length) = FirstLine(span, CsvFault.Unclosed);
        }
        else if (length > LongestRecord)
        {
            (consumed, length) = FirstLine(span, CsvFault.Unclosed);
        }

        if (length > LongestRecord)
        {
            Fault = CsvFault.TooLong;
            span[..Shown].CopyTo(_plain);
            _plainUsed = Shown;
        }

        Take(consumed);
        (_rawStart, _rawLength) = (_from - consumed, length);
        return true;
    }

    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_ended)
        {
            return false;
        }

        _buffer.AsSpan(_from, _to - _from).CopyTo(_buffer);
        (_from, _to) = (0, _to - _from);
        var read = await text.ReadAsync(_buffer.AsMemory(_to), ct);
        _to += read;
        _ended = read == 0;
        return _to > 0 || _tooLong is not null;
    }

    /// <summary>The next record, whatever it takes.</summary>
    /// <returns>False at the end of the text.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken ct)
    {
        while (!TryRead())
        {
            if (!await FillAsync(ct))
            {
                return false;
            }
        }

        return true;
    }

    /// <returns>Bytes of the record with its line break, or 0 when its end is not in sight.</returns>
    private int Scan(ReadOnlySpan<byte> span, out int length)
    {
        Count = 0;
        length = 0;
        var at = 0;
        while (true)
        {
            if (at < span.Length && span[at] == Quote)
            {
                if (ClosingQuote(span, at + 1, out var escaped) is not { } close)
                {
                    return _ended ? Settle(FirstLine(span, CsvFault.Unclosed), out length) : 0;
                }

                var after = close + 1;
                if (after < span.Length && span[after] == Return && (after + 1 < span.Length ? span[after + 1] == LineFeed : _ended))
                {
                    after++;
                }
                else if (!_ended && (after == span.Length || (span[after] == Return && after + 1 == span.Length)))
                {
                    return 0;
                }

                if (after < span.Length && span[after] != _delimiter && span[after] != LineFeed)
                {
                    return !_ended && !span.Contains(LineFeed) ? 0 : Settle(FirstLine(span, CsvFault.Malformed), out length);
                }

                Add(at + 1, close - at - 1, escaped);
                if (after >= span.Length || span[after] == LineFeed)
                {
                    length = close + 1;
                    return Math.Min(after + 1, span.Length);
                }

                at = after + 1;
                continue;
            }

            var end = span[at..].IndexOfAny(_delimiter, LineFeed);
            if (end < 0 && !_ended)
            {
                return 0;
            }

            end = end < 0 ? span.Length : at + end;
            if (end < span.Length && span[end] == _delimiter)
            {
                Add(at, end - at, escaped: false);
                at = end + 1;
                continue;
            }

            length = end > at && span[end - 1] == Return ? end - 1 : end;
            Add(at, length - at, escaped: false);
            return Math.Min(end + 1, span.Length);
        }
    }

    /// <returns>Null when it is not in sight.</returns>
    private int? ClosingQuote(ReadOnlySpan<byte> span, int from, out bool escaped)
    {
        escaped = false;
        while (true)
        {
            var found = span[from..].IndexOf(Quote);
            if (found < 0)
            {
                return null;
            }

            from += found;
            if (from + 1 == span.Length)
            {
                return _ended ? from : null;
            }

            if (span[from + 1] != Quote)
            {
                return from;
            }

            escaped = true;
            from += 2;
        }
    }

    private (int Consumed, int Length) FirstLine(ReadOnlySpan<byte> span, CsvFault fault)
    {
        Fault = fault;
        Count = 0;
        var end = span.IndexOf(LineFeed);
        return end < 0 ? (span.Length, span.Length) : (end + 1, end > 0 && span[end - 1] == Return ? end - 1 : end);
    }

    private static int Settle((int Consumed, int Length) line, out int length)
    {
        length = line.Length;
        return line.Consumed;
    }

    private bool TryEndLongLine()
    {
        var span = _buffer.AsSpan(_from, _to - _from);
        var end = span.IndexOf(LineFeed);
        if (end < 0 && !_ended)
        {
            // Keep nothing of it, but where it stands.
            End += span.Length;
            _from = _to;
            return false;
        }

        _tooLong!.CopyTo(_plain, 0);
        _plainUsed = _tooLong.Length;
        _tooLong = null;
        Fault = CsvFault.TooLong;
        Count = 0;
        Take(end < 0 ? span.Length : end + 1);
        return true;
    }

    private void Take(int consumed)
    {
        Line = _nextLine;
        _nextLine += _buffer.AsSpan(_from, consumed).Count(LineFeed);
        _from += consumed;
        End += consumed;
    }

    private void Add(int start, int length, bool escaped)
    {
        if (Count < MostFields)
        {
            _fields[Count] = (_from + start, length, escaped);
        }

        Count++;
    }

    // "" stands for one quotation mark. Together the fields are no longer than the record.
    private ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> field)
    {
        if (_plainUsed + field.Length > _plain.Length)
        {
            _plainUsed = 0;
        }

        var start = _plainUsed;
        while (field.IndexOf(Quote) is var mark && mark >= 0)
        {
            field[..(mark + 1)].CopyTo(_plain.AsSpan(_plainUsed));
            _plainUsed += mark + 1;
            field = field[Math.Min(mark + 2, field.Length)..];
        }

        field.CopyTo(_plain.AsSpan(_plainUsed));
        _plainUsed += field.Length;
        return _plain.AsSpan(start, _plainUsed - start);
    }
}

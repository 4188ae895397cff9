namespace Moderation.Mail.Smtp;

internal enum SmtpLine
{
    Read,

    /// <summary>The peer closed.</summary>
    Closed,

    /// <summary>No line end within the limit.</summary>
    TooLong,

    /// <summary>A CR without LF or an LF without CR: the raw material of SMTP smuggling.</summary>
    BareLineEnd,
}

/// <summary>Reads lines that end in CRLF and in nothing else.</summary>
internal sealed class SmtpLineReader(Stream stream, int largest)
{
    private readonly byte[] _buffer = new byte[Math.Max(largest + 2, 8 * 1024)];
    private int _start;
    private int _end;
    private int _lineLength;

    public int Buffered => _end - _start;

    public bool HasLine => _buffer.AsSpan(_start, Buffered).Contains((byte)'\n');

    /// <summary>The line last read, without CRLF; until the next read.</summary>
    public ReadOnlySpan<byte> Line => _buffer.AsSpan(_start - _lineLength - 2, _lineLength);

    public async ValueTask<SmtpLine> ReadAsync(int max, CancellationToken ct)
    {
        var seen = 0;
        while (true)
        {
            var length = _buffer.AsSpan(_start + seen, Buffered - seen).IndexOf((byte)'\n');
            if (length >= 0)
            {
                return Take(seen + length, max);
            }

            seen = Buffered;
            if (seen > max + 1)
            {
                return SmtpLine.TooLong;
            }

            Compact();
            var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
            _end += read;
            if (read == 0)
            {
                return SmtpLine.Closed;
            }
        }
    }

    private SmtpLine Take(int length, int max)
    {
        var line = _buffer.AsSpan(_start, length);
        _start += length + 1;
        if (line.IndexOf((byte)'\r') != length - 1 || length == 0)
        {
            return SmtpLine.BareLineEnd;
        }

        _lineLength = length - 1;
        return _lineLength > max ? SmtpLine.TooLong : SmtpLine.Read;
    }

    private void Compact()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, Buffered).CopyTo(_buffer);
            (_start, _end) = (0, Buffered);
        }
    }
}

using System.Text;

namespace Moderation.Mail.Smtp;

/// <summary>Reads replies off a stream, within bounds that a hostile server cannot stretch.</summary>
internal sealed class SmtpReplyReader(Stream stream)
{
    // RFC 5321 §4.5.3.1.5 says 512; real servers write more.
    private const int MaxLine = 2_000;
    private const int MaxLines = 100;

    private readonly byte[] _buffer = new byte[4_096];
    private int _start;
    private int _end;

    /// <summary>Bytes that the server sent beyond the last reply.</summary>
    public int Buffered => _end - _start;

    /// <returns>The next reply, or null when the server closed the connection.</returns>
    /// <exception cref="SmtpProtocolException">What came is no reply.</exception>
    public async ValueTask<SmtpReply?> ReadAsync(CancellationToken ct)
    {
        var code = 0;
        var texts = new List<string>(1);
        while (true)
        {
            int lineEnd;
            while ((lineEnd = _buffer.AsSpan(_start, Buffered).IndexOf((byte)'\n')) < 0)
            {
                if (Buffered > MaxLine)
                {
                    throw new SmtpProtocolException("The server sent an endless reply line.");
                }

                if (!await FillAsync(ct))
                {
                    return null;
                }
            }

            var isLast = ReadLine(_buffer.AsSpan(_start, lineEnd), ref code, texts);
            _start += lineEnd + 1;
            if (isLast)
            {
                return SmtpReply.FromLines(code, texts);
            }

            if (texts.Count == MaxLines)
            {
                throw new SmtpProtocolException("The server sent an endless reply.");
            }
        }
    }

    private static bool ReadLine(ReadOnlySpan<byte> line, ref int code, List<string> texts)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.Length is < 3 or > MaxLine
            || line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2])
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            throw new SmtpProtocolException("The server sent a line that is no SMTP reply.");
        }

        var found = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
        if (code != 0 && code != found)
        {
            throw new SmtpProtocolException("The server changed the code inside one reply.");
        }

        code = found;
        texts.Add(Printable(line.Length > 4 ? line[4..] : default));
        return line.Length == 3 || line[3] == ' ';
    }

    private static string Printable(ReadOnlySpan<byte> text)
    {
        // Replies reach logs, pages and the database: controls stay out.
        var decoded = Encoding.UTF8.GetString(text);
        foreach (var c in decoded)
        {
            if (char.IsControl(c))
            {
                return string.Concat(decoded.Select(x => char.IsControl(x) ? ' ' : x));
            }
        }

        return decoded;
    }

    private async ValueTask<bool> FillAsync(CancellationToken ct)
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, Buffered).CopyTo(_buffer);
            (_start, _end) = (0, Buffered);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_end), ct);
        _end += read;
        return read > 0;
    }
}

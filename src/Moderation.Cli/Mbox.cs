namespace Moderation.Cli;

/// <summary>Files that hold many mails (RFC 4155): each begins with a line "From sender date", after an empty line.</summary>
internal static class Mbox
{
    /// <returns>The mails, or the file as one where it is no mbox.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Split(ReadOnlyMemory<byte> file)
    {
        var span = file.Span;
        if (!span.StartsWith("From "u8))
        {
            return [file];
        }

        var mails = new List<ReadOnlyMemory<byte>>();
        var start = 0;
        for (var at = Next(span, 1); at < span.Length; at = Next(span, at + 1))
        {
            mails.Add(file[start..at]);
            start = at;
        }

        mails.Add(file[start..]);
        return mails;
    }

    private static int Next(ReadOnlySpan<byte> span, int from)
    {
        var lf = span[from..].IndexOf("\n\nFrom "u8);
        var crlf = span[from..].IndexOf("\r\n\r\nFrom "u8);
        return lf < 0 && crlf < 0 ? span.Length : crlf < 0 || (lf >= 0 && lf < crlf) ? from + lf + 2 : from + crlf + 4;
    }
}

using System.IO.Compression;
using System.Text;

namespace Moderation.Mail.Fetching;

/// <summary>Reads the beginning of a page, enough to see whether it sends the reader on.</summary>
internal static class PageText
{
    private const int MaxText = 64 * 1024;

    // Compressed nothing can be endless.
    private const int MaxWire = 256 * 1024;

    private const int MaxCodings = 3;

    /// <returns>Null when it is no page; whatever could be read when the rest could not be.</returns>
    public static async Task<string?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var type = Header(response, "Content-Type");
        if (type.Length > 0 && !type.Contains("html", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var buffer = new byte[MaxText];
        var length = 0;
        try
        {
            await using var body = Decoded(new CappedStream(await response.Content.ReadAsStreamAsync(ct), MaxWire), Header(response, "Content-Encoding"));
            for (int read; body is not null && length < MaxText && (read = await body.ReadAsync(buffer.AsMemory(length), ct)) > 0;)
            {
                length += read;
            }
        }
        // The page has answered; how its text ends is nobody's loss.
        catch (Exception problem) when (problem is HttpRequestException or IOException or InvalidDataException or InvalidOperationException or OperationCanceledException)
        {
        }

        return Encode(buffer.AsSpan(0, length), type);
    }

    private static string Encode(ReadOnlySpan<byte> bytes, string type) => bytes switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes[2..]),
        _ when type.Contains("utf-16be", StringComparison.OrdinalIgnoreCase) => Encoding.BigEndianUnicode.GetString(bytes),
        _ when type.Contains("utf-16", StringComparison.OrdinalIgnoreCase) => Encoding.Unicode.GetString(bytes),
        // Tags are ASCII in every other encoding that browsers still read.
        _ => Encoding.UTF8.GetString(bytes),
    };

    // We ask for none, but some servers compress all the same, and browsers read it.
    private static Stream? Decoded(Stream body, string codings)
    {
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names.Length > MaxCodings)
        {
            return null;
        }

        foreach (var name in names.Reverse())
        {
            Stream? decoded = name.ToLowerInvariant() switch
            {
                "identity" => body,
                "gzip" or "x-gzip" => new GZipStream(body, CompressionMode.Decompress),
                "deflate" => new ZLibStream(body, CompressionMode.Decompress),
                "br" => new BrotliStream(body, CompressionMode.Decompress),
                _ => null,
            };
            if (decoded is null)
            {
                body.Dispose();
                return null;
            }

            body = decoded;
        }

        return body;
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Content.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : "";

    /// <summary>Ends early.</summary>
    private sealed class CappedStream(Stream inner, int left) : Stream
    {
        private int _left = left;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = _left == 0 ? 0 : await inner.ReadAsync(buffer[..Math.Min(buffer.Length, _left)], cancellationToken);
            _left -= read;
            return read;
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

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}

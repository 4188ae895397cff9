using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Moderation.Accounts;

namespace Moderation.Mail.Dkim;

/// <summary>
/// Signs messages: rsa-sha256 or ed25519-sha256, relaxed/relaxed, whole body (RFC 6376, RFC 8301, RFC 8463).
/// One signer serves one thread at a time, because its <see cref="RSA"/> does: give each connection its own of both.
/// For two signatures (RFC 8463 §5: not every verifier knows Ed25519) sign with two signers; neither covers the other's field.
/// </summary>
public sealed class DkimSigner
{
    private const int MaxFields = 256;
    private const int LineWidth = 76;

    // In the order of h=. Oversigned names are listed once more than they occur, so that nobody adds one (RFC 6376 §5.4.2, §8.15).
    private static readonly (byte[] Name, bool Oversigned)[] Signed =
    [
        ("from"u8.ToArray(), true),
        ("reply-to"u8.ToArray(), true),
        ("subject"u8.ToArray(), true),
        ("date"u8.ToArray(), true),
        ("to"u8.ToArray(), true),
        ("cc"u8.ToArray(), false),
        ("message-id"u8.ToArray(), false),
        ("mime-version"u8.ToArray(), false),
        ("content-type"u8.ToArray(), true),
        ("list-id"u8.ToArray(), false),
        ("list-unsubscribe"u8.ToArray(), false),
        ("list-unsubscribe-post"u8.ToArray(), false),
        ("feedback-id"u8.ToArray(), false),
        ("cfbl-address"u8.ToArray(), false),
        ("cfbl-feedback-id"u8.ToArray(), false),
        ("x-campaign-trace"u8.ToArray(), false),
    ];

    private readonly RSA? _rsa;
    private readonly Ed25519Key? _ed25519;
    private readonly byte[] _start;

    /// <param name="domain">The signing domain, <c>d=</c>.</param>
    /// <param name="selector">Names the key record below the domain, <c>s=</c>.</param>
    /// <param name="key">At least 2,048 bits; the caller keeps and disposes it.</param>
    /// <exception cref="ArgumentException">The selector or the key cannot be used.</exception>
    public DkimSigner(DomainName domain, string selector, RSA key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.KeySize < DkimKey.Bits)
        {
            throw new ArgumentException($"The key has {key.KeySize} bits. DKIM keys need at least {DkimKey.Bits}.", nameof(key));
        }

        _rsa = key;
        _start = Start("rsa-sha256", domain, selector);
    }

    /// <param name="domain">The signing domain, <c>d=</c>.</param>
    /// <param name="selector">Names the key record below the domain, <c>s=</c>; not that of an RSA key.</param>
    /// <param name="key">With its secret half; the caller keeps and disposes it.</param>
    /// <exception cref="ArgumentException">The selector cannot be used.</exception>
    public DkimSigner(DomainName domain, string selector, Ed25519Key key)
    {
        ArgumentNullException.ThrowIfNull(key);
        _ed25519 = key;
        _start = Start("ed25519-sha256", domain, selector);
    }

    /// <summary>Writes the <c>DKIM-Signature</c> field, folded, with its final CRLF. It goes on top of the header block.</summary>
    /// <param name="headerBlock">The fields, each ended by CRLF; the empty line after them may be there.</param>
    /// <param name="body">What follows the empty line, as it will be sent (before dot-stuffing), with CRLF line ends.</param>
    /// <param name="at">Becomes <c>t=</c>; null leaves it out.</param>
    /// <param name="output">Receives about 900 bytes.</param>
    /// <exception cref="FormatException">A lone CR or LF, a line that is no field, or not exactly one From.</exception>
    public void Sign(ReadOnlySpan<byte> headerBlock, ReadOnlySpan<byte> body, DateTimeOffset? at, IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (Crlf.IndexOfBare(headerBlock) >= 0 || Crlf.IndexOfBare(body) >= 0)
        {
            throw new FormatException("A message is signed with CRLF line ends; this one has a lone CR or LF.");
        }

        Span<HeaderField> fields = stackalloc HeaderField[MaxFields];
        Span<sbyte> kinds = stackalloc sbyte[MaxFields];
        var count = Find(headerBlock, fields, kinds);

        Span<byte> bodyHash = stackalloc byte[SHA256.HashSizeInBytes];
        byte[]? rented = null;
        SHA256.HashData(Canonical.RelaxedBody(body, ref rented), bodyHash);
        Return(rented);

        // Room for h= (names with folds), bh= and a signature of up to 8,192 bits.
        var size = _start.Length + (count * 32) + 4096;
        rented = ArrayPool<byte>.Shared.Rent(size + size + headerBlock.Length);
        try
        {
            var field = rented.AsSpan(0, size);
            var length = Write(field, at, bodyHash, kinds[..count]);
            var hash = HeaderHash(headerBlock, fields[..count], kinds[..count], field[..length], rented.AsSpan(size));
            length += WriteSignature(hash, field[length..]);
            output.Write(field[..length]);
        }
        finally
        {
            Return(rented);
        }
    }

    private static byte[] Start(string algorithm, DomainName domain, string selector)
    {
        if (domain.Ascii.Length == 0)
        {
            throw new ArgumentException("A signature needs a domain.", nameof(domain));
        }

        _ = DkimKey.RecordName(selector, domain);
        return Encoding.ASCII.GetBytes($"DKIM-Signature: v=1; a={algorithm}; c=relaxed/relaxed; d={domain.Ascii};\r\n s={selector};");
    }

    private static int Find(ReadOnlySpan<byte> block, Span<HeaderField> fields, Span<sbyte> kinds)
    {
        var (at, count, froms) = (0, 0, 0);
        while (HeaderField.TryRead(block, ref at, out var field))
        {
            if (field.NameLength == 0)
            {
                throw new FormatException($"The header line at byte {field.Start} has no name.");
            }

            var kind = IndexOf(field.NameIn(block));
            froms += kind == 0 ? 1 : 0;
            if (kind < 0)
            {
                continue;
            }

            if (count == MaxFields)
            {
                throw new FormatException($"The message has more than {MaxFields} fields to sign.");
            }

            (fields[count], kinds[count]) = (field, (sbyte)kind);
            count++;
        }

        // RFC 5322 §3.6: exactly one From. Readers show either of two, so signing two would vouch for a forgery.
        return froms == 1 ? count : throw new FormatException($"A message is signed with exactly one From field; this one has {froms}.");
    }

    private static int IndexOf(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Signed.Length; i++)
        {
            if (Signed[i].Name.Length == name.Length && Ascii.EqualsIgnoreCase(Signed[i].Name, name))
            {
                return i;
            }
        }

        return -1;
    }

    private int Write(Span<byte> to, DateTimeOffset? at, ReadOnlySpan<byte> bodyHash, ReadOnlySpan<sbyte> kinds)
    {
        _start.CopyTo(to);
        var length = _start.Length;
        if (at is { } time)
        {
            length += Copy(" t="u8, to[length..]);
            time.ToUnixTimeSeconds().TryFormat(to[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            to[length++] = (byte)';';
        }

        length += Copy("\r\n h="u8, to[length..]);
        var column = 3;
        var first = true;
        for (var kind = 0; kind < Signed.Length; kind++)
        {
            var (name, oversigned) = Signed[kind];
            var times = kinds.Count((sbyte)kind) + (oversigned ? 1 : 0);
            for (; times > 0; times--)
            {
                if (!first)
                {
                    to[length++] = (byte)':';
                    column++;
                }

                // RFC 6376 §3.5: folding is allowed after the colon.
                if (column + name.Length > LineWidth)
                {
                    length += Copy("\r\n "u8, to[length..]);
                    column = 1;
                }

                length += Copy(name, to[length..]);
                column += name.Length;
                first = false;
            }
        }

        length += Copy(";\r\n bh="u8, to[length..]);
        Base64.EncodeToUtf8(bodyHash, to[length..], out _, out var written);
        length += written;
        return length + Copy(";\r\n b="u8, to[length..]);
    }

    private static byte[] HeaderHash(ReadOnlySpan<byte> block, ReadOnlySpan<HeaderField> fields, ReadOnlySpan<sbyte> kinds, ReadOnlySpan<byte> signature, Span<byte> scratch)
    {
        var length = 0;
        for (var kind = 0; kind < Signed.Length; kind++)
        {
            // RFC 6376 §5.4.2: of several equal names the last one is signed first.
            for (var i = fields.Length - 1; i >= 0; i--)
            {
                if (kinds[i] == kind)
                {
                    length += Canonical.RelaxedHeader(fields[i].In(block), scratch[length..]);
                    length += Copy("\r\n"u8, scratch[length..]);
                }
            }
        }

        length += Canonical.RelaxedHeader(signature, scratch[length..]);
        return SHA256.HashData(scratch[..length]);
    }

    private int WriteSignature(ReadOnlySpan<byte> hash, Span<byte> to)
    {
        Span<byte> signature = stackalloc byte[1024];
        var bytes = Ed25519Key.SignatureBytes;
        if (_ed25519 is not null)
        {
            _ed25519.Sign(hash, signature);
        }
        else if (!_rsa!.TrySignHash(hash, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1, out bytes))
        {
            throw new CryptographicException("The key is too long to sign with.");
        }

        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(1024)];
        Base64.EncodeToUtf8(signature[..bytes], text, out _, out var characters);
        text = text[..characters];
        var length = 0;
        while (!text.IsEmpty)
        {
            var line = text[..Math.Min(72, text.Length)];
            text = text[line.Length..];
            length += Copy(line, to[length..]);
            length += Copy(text.IsEmpty ? "\r\n"u8 : "\r\n "u8, to[length..]);
        }

        return length;
    }

    private static int Copy(ReadOnlySpan<byte> bytes, Span<byte> to)
    {
        bytes.CopyTo(to);
        return bytes.Length;
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}

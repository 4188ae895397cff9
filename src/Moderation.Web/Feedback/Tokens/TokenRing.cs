using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Moderation.Web.Feedback.Tokens;

/// <summary>
/// Makes and reads the tokens that stand in sent mail: key id, campaign number and sequence as varints, then
/// HMAC-SHA-256 over purpose and those, cut to 128 bits (RFC 2104 §5). The text has one spelling: a changed
/// character never names the same delivery.
/// </summary>
public sealed class TokenRing
{
    private const int MacLength = 16;
    private const int Longest = 1 + 9 + 5 + 5 + MacLength;

    // Of a token without a link.
    private const int None = -1;

    private readonly KeyedMac?[] _keys = new KeyedMac?[256];

    /// <param name="keys">Every key that ever signed; the one with the highest id signs from now on.</param>
    public TokenRing(IReadOnlyCollection<TokenKey> keys)
    {
        foreach (var key in keys)
        {
            // RFC 2104 §3: a key shorter than the hash weakens it.
            if (key.Id == 0 || key.Secret.Length < 32 || _keys[key.Id] is not null)
            {
                throw new ArgumentException("Token keys have different ids from 1 and at least 32 octets.", nameof(keys));
            }

            _keys[key.Id] = new KeyedMac(key.Secret);
        }

        Newest = keys.MaxBy(k => k.Id)?.Id ?? throw new ArgumentException("At least one token key is needed.", nameof(keys));
    }

    /// <summary>Id of the key that signs what begins now.</summary>
    public byte Newest { get; }

    public bool Has(byte key) => _keys[key] is not null;

    /// <summary>For a path in an address: base64url (RFC 4648 §5), 27 to 42 characters.</summary>
    public string ForUrl(TokenPurpose purpose, DeliveryRef delivery, byte key)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return Base64Url.EncodeToString(bytes[..Write(bytes, purpose, delivery, None, key)]);
    }

    /// <summary>As <see cref="ForUrl"/>, for a rewritten link: the number of the link is signed with the delivery.</summary>
    public string ForLink(DeliveryRef delivery, int link, byte key)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(link);
        Span<byte> bytes = stackalloc byte[Longest];
        return Base64Url.EncodeToString(bytes[..Write(bytes, TokenPurpose.Click, delivery, link, key)]);
    }

    /// <summary>For the local part of an address: lower-case base 32, at most 50 characters.</summary>
    public string ForMailbox(TokenPurpose purpose, DeliveryRef delivery, byte key)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return Base32.Encode(bytes[..Write(bytes, purpose, delivery, None, key)]);
    }

    public bool TryReadUrl(TokenPurpose purpose, [NotNullWhen(true)] string? text, out DeliveryRef delivery) => TryReadUrl(purpose, hasLink: false, text, out delivery, out _);

    public bool TryReadLink([NotNullWhen(true)] string? text, out DeliveryRef delivery, out int link) => TryReadUrl(TokenPurpose.Click, hasLink: true, text, out delivery, out link);

    /// <summary>Reads either case, as mail systems may have changed it.</summary>
    public bool TryReadMailbox(TokenPurpose purpose, ReadOnlySpan<char> text, out DeliveryRef delivery)
    {
        delivery = default;
        Span<byte> bytes = stackalloc byte[Longest];
        return Base32.TryDecode(text, bytes, out var length) && TryRead(purpose, hasLink: false, bytes[..length], out delivery, out _);
    }

    private bool TryReadUrl(TokenPurpose purpose, bool hasLink, [NotNullWhen(true)] string? text, out DeliveryRef delivery, out int link)
    {
        (delivery, link) = (default, None);
        Span<byte> bytes = stackalloc byte[Longest];
        return text is { Length: > 0 and <= 4 * Longest / 3 + 1 }
            && Base64Url.IsValid(text)
            && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            // .NET ignores white space and left-over bits; a token has one spelling.
            && IsSpelt(text, bytes[..length])
            && TryRead(purpose, hasLink, bytes[..length], out delivery, out link);
    }

    private static bool IsSpelt(string text, ReadOnlySpan<byte> bytes)
    {
        Span<char> spelt = stackalloc char[Base64Url.GetEncodedLength(Longest)];
        return text.AsSpan().SequenceEqual(spelt[..Base64Url.EncodeToChars(bytes, spelt)]);
    }

    /// <summary>The key id that a text claims, signed or not: to learn whether newer keys must be read. 0 when there is none.</summary>
    public static byte ClaimedKey(string? urlText) =>
        // Of white space .NET says that it is valid and holds nothing.
        urlText is { Length: >= 2 } && Base64Url.IsValid(urlText.AsSpan(0, 2), out var length) && length == 1 ? Base64Url.DecodeFromChars(urlText.AsSpan(0, 2))[0] : (byte)0;

    /// <summary>As <see cref="ClaimedKey"/>, for <see cref="ForMailbox"/>.</summary>
    public static byte ClaimedKeyOfMailbox(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[Longest];
        return Base32.TryDecode(text, bytes, out var length) && length > 0 ? bytes[0] : (byte)0;
    }

    private int Write(Span<byte> bytes, TokenPurpose purpose, DeliveryRef delivery, int link, byte key)
    {
        if (delivery.Campaign < 1 || delivery.Sequence < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(delivery), delivery, "Campaign number and sequence are counted from 1.");
        }

        bytes[0] = key;
        var length = 1 + Varint.Write(bytes[1..], (ulong)delivery.Campaign);
        length += Varint.Write(bytes[length..], (ulong)delivery.Sequence);
        if (link != None)
        {
            length += Varint.Write(bytes[length..], (ulong)link);
        }

        Mac(purpose, bytes[..length], key, bytes.Slice(length, MacLength));
        return length + MacLength;
    }

    private bool TryRead(TokenPurpose purpose, bool hasLink, ReadOnlySpan<byte> bytes, out DeliveryRef delivery, out int link)
    {
        (delivery, link) = (default, None);
        var number = 0UL;
        if (bytes.Length < 3 + MacLength || _keys[bytes[0]] is null)
        {
            return false;
        }

        var payload = bytes[..^MacLength];
        Span<byte> mac = stackalloc byte[MacLength];
        Mac(purpose, payload, bytes[0], mac);
        var at = 1;
        if (!CryptographicOperations.FixedTimeEquals(mac, bytes[^MacLength..])
            || !Varint.TryRead(payload, ref at, out var campaign) || !Varint.TryRead(payload, ref at, out var sequence)
            || (hasLink && !Varint.TryRead(payload, ref at, out number)) || number > int.MaxValue
            || at != payload.Length || campaign is 0 or > long.MaxValue || sequence is 0 or > int.MaxValue)
        {
            return false;
        }

        delivery = new DeliveryRef((long)campaign, (int)sequence);
        link = hasLink ? (int)number : None;
        return true;
    }

    private void Mac(TokenPurpose purpose, ReadOnlySpan<byte> payload, byte key, Span<byte> mac)
    {
        var mine = _keys[key] ?? throw new ArgumentOutOfRangeException(nameof(key), key, "No such token key.");
        Span<byte> message = stackalloc byte[1 + Longest];
        message[0] = (byte)purpose;
        payload.CopyTo(message[1..]);
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        mine.Compute(message[..(1 + payload.Length)], full);
        full[..MacLength].CopyTo(mac);
    }
}

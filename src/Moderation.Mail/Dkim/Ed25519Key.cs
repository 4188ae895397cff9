using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Moderation.Mail.Dkim;

/// <summary>
/// An Ed25519 key pair (RFC 8032) or its public half, for ed25519-sha256 signatures (RFC 8463).
/// .NET has no such keys yet, so OpenSSL 3 does it; one key may serve several threads.
/// </summary>
public sealed partial class Ed25519Key : IDisposable
{
    /// <summary>Bytes of a seed and of a public key.</summary>
    public const int KeyBytes = 32;

    /// <summary>Bytes of a signature.</summary>
    public const int SignatureBytes = 64;

    // EVP_PKEY_ED25519 of OpenSSL's obj_mac.h.
    private const int KeyType = 1087;

    private readonly KeyHandle _key;
    private readonly byte[] _public;

    private Ed25519Key(KeyHandle key, byte[] publicKey) => (_key, _public) = (key, publicKey);

    /// <summary>Whether this machine has OpenSSL 3.</summary>
    public static bool IsSupported { get; } = NativeLibrary.TryLoad(Library, out _);

    /// <summary>32 bytes, as they stand in a key record's <c>p=</c>.</summary>
    public ReadOnlySpan<byte> PublicKey => _public;

    /// <summary>The whole record text: <c>v=DKIM1; k=ed25519; p=…</c> (RFC 8463 §4.2).</summary>
    public string TxtRecord => "v=DKIM1; k=ed25519; p=" + Convert.ToBase64String(_public);

    /// <summary>A new key; <paramref name="seed"/> is its secret. Encrypt it before it is stored.</summary>
    /// <exception cref="PlatformNotSupportedException">There is no OpenSSL 3.</exception>
    public static Ed25519Key Create(out byte[] seed)
    {
        seed = RandomNumberGenerator.GetBytes(KeyBytes);
        return FromSeed(seed);
    }

    /// <param name="seed">The 32 secret bytes (RFC 8032 §5.1.5).</param>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no OpenSSL 3.</exception>
    public static Ed25519Key FromSeed(ReadOnlySpan<byte> seed)
    {
        Require(seed);
        var key = Native.EVP_PKEY_new_raw_private_key(KeyType, 0, seed, (nuint)seed.Length);
        var publicKey = new byte[KeyBytes];
        nuint length = KeyBytes;
        if (key.IsInvalid || Native.EVP_PKEY_get_raw_public_key(key, publicKey, ref length) != 1)
        {
            key.Dispose();
            throw new CryptographicException("OpenSSL refused the Ed25519 seed.");
        }

        return new Ed25519Key(key, publicKey);
    }

    /// <summary>The public half alone: it verifies and cannot sign.</summary>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    /// <exception cref="PlatformNotSupportedException">There is no OpenSSL 3.</exception>
    public static Ed25519Key FromPublicKey(ReadOnlySpan<byte> publicKey)
    {
        Require(publicKey);
        var key = Native.EVP_PKEY_new_raw_public_key(KeyType, 0, publicKey, (nuint)publicKey.Length);
        if (key.IsInvalid)
        {
            key.Dispose();
            throw new CryptographicException("OpenSSL refused the Ed25519 public key.");
        }

        return new Ed25519Key(key, publicKey.ToArray());
    }

    /// <summary>Signs the bytes themselves (PureEdDSA); DKIM gives it the SHA-256 of the header (RFC 8463 §3).</summary>
    /// <exception cref="ArgumentException">The signature has less than 64 bytes of room.</exception>
    /// <exception cref="CryptographicException">This is only the public half.</exception>
    public void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        if (signature.Length < SignatureBytes)
        {
            throw new ArgumentException($"A signature needs {SignatureBytes} bytes of room.", nameof(signature));
        }

        using var context = Native.EVP_MD_CTX_new();
        nuint length = SignatureBytes;
        if (Native.EVP_DigestSignInit(context, 0, 0, 0, _key) != 1 || Native.EVP_DigestSign(context, signature, ref length, data, (nuint)data.Length) != 1)
        {
            throw new CryptographicException("OpenSSL could not sign with this Ed25519 key.");
        }
    }

    /// <summary>Whether this key made the signature of these bytes.</summary>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        using var context = Native.EVP_MD_CTX_new();
        return Native.EVP_DigestVerifyInit(context, 0, 0, 0, _key) == 1
            && Native.EVP_DigestVerify(context, signature, (nuint)signature.Length, data, (nuint)data.Length) == 1;
    }

    public void Dispose() => _key.Dispose();

    private static void Require(ReadOnlySpan<byte> bytes)
    {
        if (!IsSupported)
        {
            throw new PlatformNotSupportedException("Ed25519 needs OpenSSL 3, which is not on this machine.");
        }

        if (bytes.Length != KeyBytes)
        {
            throw new CryptographicException($"An Ed25519 key has {KeyBytes} bytes; this has {bytes.Length}.");
        }
    }
}

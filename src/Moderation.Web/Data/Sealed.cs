using System.Security.Cryptography;
using System.Text;

namespace Moderation.Web.Data;

/// <summary>
/// Encrypts small secrets for the database: AES-256-GCM (NIST SP 800-38D) under the master key, with the purpose as associated
/// data, so that a secret of one kind is never opened as another. Random nonces bound the key to 2³² secrets.
/// </summary>
public sealed class Sealed(MasterKey key)
{
    // One byte of version, so that another key or cipher can be told apart later.
    private const byte Version = 1;
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int Overhead = 1 + NonceLength + TagLength;

    /// <returns>Version, nonce, tag, then as many bytes as <paramref name="secret"/> has.</returns>
    public byte[] Seal(string purpose, ReadOnlySpan<byte> secret)
    {
        var box = new byte[Overhead + secret.Length];
        box[0] = Version;
        var nonce = box.AsSpan(1, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key.Bytes, TagLength);
        aes.Encrypt(nonce, secret, box.AsSpan(Overhead), box.AsSpan(1 + NonceLength, TagLength), Encoding.UTF8.GetBytes(purpose));
        return box;
    }

    /// <exception cref="CryptographicException">It was sealed under another key or for another purpose, or was changed.</exception>
    public byte[] Open(string purpose, ReadOnlySpan<byte> box)
    {
        if (box.Length < Overhead || box[0] != Version)
        {
            throw new CryptographicException("This is not a sealed secret.");
        }

        var secret = new byte[box.Length - Overhead];
        using var aes = new AesGcm(key.Bytes, TagLength);
        aes.Decrypt(box.Slice(1, NonceLength), box[Overhead..], box.Slice(1 + NonceLength, TagLength), secret, Encoding.UTF8.GetBytes(purpose));
        return secret;
    }
}

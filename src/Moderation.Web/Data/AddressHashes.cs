using System.Security.Cryptography;
using System.Text;

namespace Moderation.Web.Data;

/// <summary>
/// Names an address without saying it: HMAC-SHA-256 (RFC 2104) over its scope and key. What an account erased and what the platform
/// suppresses is kept like this, so that the address is known again when it comes back and cannot be read out of the database.
/// The scope of an account is its id: two accounts' hashes of one address have nothing in common.
/// </summary>
public sealed class AddressHashes
{
    /// <summary>What a hash begins with; no address key does without an @.</summary>
    public const char Mark = '#';

    private const int Block = 64;
    private const string Platform = "platform";

    private readonly byte[] _key;

    public AddressHashes(MasterKey master)
    {
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, master.Bytes.ToArray(), HMACSHA256.HashSizeInBytes, info: "address-hash"u8.ToArray());
        (Inner, Outer) = (Pad(0x36), Pad(0x5c));
    }

    /// <summary>The key as RFC 2104 §2 mixes it for the inner hash: for <c>app.address_hash</c>, which hashes many rows in the database.</summary>
    public byte[] Inner { get; }

    /// <summary>The same for the outer hash.</summary>
    public byte[] Outer { get; }

    /// <param name="account">Whose suppression it is.</param>
    /// <param name="emailKey">Of the address.</param>
    public string Of(Guid account, string emailKey) => Hash(account.ToString(), emailKey);

    /// <summary>For the suppressions of the whole platform.</summary>
    public string OfPlatform(string emailKey) => Hash(Platform, emailKey);

    private string Hash(string scope, string emailKey) => Mark + Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{scope}:{emailKey}")));

    private byte[] Pad(byte with)
    {
        var pad = new byte[Block];
        _key.CopyTo(pad, 0);
        for (var i = 0; i < Block; i++)
        {
            pad[i] ^= with;
        }

        return pad;
    }
}

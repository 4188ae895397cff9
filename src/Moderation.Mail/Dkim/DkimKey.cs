using System.Security.Cryptography;
using Moderation.Accounts;

namespace Moderation.Mail.Dkim;

/// <summary>An RSA key pair that signs for a domain, and the DNS record that publishes its public half.</summary>
public sealed class DkimKey : IDisposable
{
    /// <summary>RFC 8301 §3.2; some gateways stop at 2,048, so it is the floor and what we make.</summary>
    public const int Bits = 2048;

    // RFC 1035 §3.3.14: a TXT record is a row of strings of at most 255 octets.
    private const int StringLength = 255;

    private DkimKey(RSA rsa) => Rsa = rsa;

    /// <summary>The key itself; disposed with this object.</summary>
    public RSA Rsa { get; }

    /// <summary>The whole record text: <c>v=DKIM1; k=rsa; p=…</c> (RFC 6376 §3.6.1).</summary>
    public string TxtRecord => "v=DKIM1; k=rsa; p=" + Convert.ToBase64String(Rsa.ExportSubjectPublicKeyInfo());

    /// <summary>The record text cut into the strings of a TXT record.</summary>
    public IReadOnlyList<string> TxtStrings
    {
        get
        {
            var record = TxtRecord;
            var strings = new List<string>();
            for (var at = 0; at < record.Length; at += StringLength)
            {
                strings.Add(record.Substring(at, Math.Min(StringLength, record.Length - at)));
            }

            return strings;
        }
    }

    public static DkimKey Create() => new(RSA.Create(Bits));

    /// <param name="pkcs8">The unencrypted PrivateKeyInfo, DER.</param>
    /// <exception cref="CryptographicException">No RSA private key, or one below 2,048 bits.</exception>
    public static DkimKey FromPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportPkcs8PrivateKey(pkcs8, out _);
            if (rsa.KeySize < Bits)
            {
                throw new CryptographicException($"The key has {rsa.KeySize} bits. DKIM keys need at least {Bits}.");
            }

            return new DkimKey(rsa);
        }
        catch
        {
            rsa.Dispose();
            throw;
        }
    }

    /// <summary>The unencrypted PrivateKeyInfo, DER. Encrypt it before it is stored.</summary>
    public byte[] ToPkcs8() => Rsa.ExportPkcs8PrivateKey();

    /// <summary>The public key of a record: SubjectPublicKeyInfo in DER for RSA, the 32 octets of Ed25519; empty when it is no key record.</summary>
    public static ReadOnlyMemory<byte> PublicKeyIn(string txtRecord) =>
        DkimKeyRecord.Parse(txtRecord, out var record) is null ? record!.PublicKey : ReadOnlyMemory<byte>.Empty;

    /// <summary>The DNS name that holds the record.</summary>
    /// <exception cref="ArgumentException">The selector is not made of letters, digits, hyphens and dots.</exception>
    public static string RecordName(string selector, DomainName domain) =>
        IsSelector(selector)
            ? $"{selector}._domainkey.{domain.Ascii}"
            : throw new ArgumentException($"'{selector}' is no selector: letters, digits, hyphens and dots only.", nameof(selector));

    // RFC 6376 §3.1: sub-domains separated by dots. Underscores are no sub-domain but are published in the wild.
    internal static bool IsSelector(string selector) =>
        selector.Length is > 0 and <= 190
        && Array.TrueForAll(selector.Split('.'), label => label.Length is > 0 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));

    public void Dispose() => Rsa.Dispose();
}

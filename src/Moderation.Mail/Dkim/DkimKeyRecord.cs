using System.Security.Cryptography;

namespace Moderation.Mail.Dkim;

/// <summary>A published key (RFC 6376 §3.6.1).</summary>
internal sealed record DkimKeyRecord(bool IsEd25519, byte[] PublicKey, bool IsTesting, bool ExactIdentity)
{
    /// <returns>What is wrong, or null.</returns>
    public static string? Parse(string text, out DkimKeyRecord? record)
    {
        record = null;
        if (!TagList.TryParse(text, out var tags, out var error))
        {
            return $"is malformed: {error}";
        }

        if (tags.TryGetValue("v", out var v) && v.TrimEnd() != "DKIM1")
        {
            return "is no DKIM1 record";
        }

        if (!tags.TryGetValue("p", out var p))
        {
            return "has no p=";
        }

        if (TagList.WithoutSpace(p).Length == 0)
        {
            return "is revoked (its p= is empty)";
        }

        // RFC 6376 §3.6.1 and RFC 8463 §4.1.
        var type = tags.GetValueOrDefault("k", "rsa").Trim();
        var isEd25519 = type.Equals("ed25519", StringComparison.OrdinalIgnoreCase);
        if (!isEd25519 && !type.Equals("rsa", StringComparison.OrdinalIgnoreCase))
        {
            return "holds no RSA or Ed25519 key";
        }

        if (!Has(tags, "h", "sha256", absent: "sha256"))
        {
            return "does not allow SHA-256";
        }

        if (!Has(tags, "s", "email", absent: "*"))
        {
            return "is not for mail (s=)";
        }

        if (!DkimSignature.TryBase64(p, out var key))
        {
            return "has a p= that is not base64";
        }

        record = new DkimKeyRecord(isEd25519, key, Has(tags, "t", "y", absent: ""), Has(tags, "t", "s", absent: ""));
        return null;
    }

    /// <returns>The key, or null when the bytes hold none.</returns>
    public RSA? ToRsa()
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportSubjectPublicKeyInfo(PublicKey, out _);
            return rsa;
        }
        catch (CryptographicException)
        {
        }

        try
        {
            // RFC 6376 §3.6.1 names RSAPublicKey; nearly everybody publishes SubjectPublicKeyInfo, its errata allow both.
            rsa.ImportRSAPublicKey(PublicKey, out _);
            return rsa;
        }
        catch (CryptographicException)
        {
            rsa.Dispose();
            return null;
        }
    }

    private static bool Has(Dictionary<string, string> tags, string name, string value, string absent)
    {
        var items = TagList.WithoutSpace(tags.GetValueOrDefault(name, absent)).Split(':');
        return items.Contains(value, StringComparer.OrdinalIgnoreCase) || (name == "s" && items.Contains("*"));
    }
}

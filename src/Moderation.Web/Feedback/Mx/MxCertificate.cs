using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Moderation.Web.Feedback.Mx;

/// <summary>What the role Mx shows to whoever asks for TLS, out of PEM files as certificate authorities give them.</summary>
/// <param name="Leaf">With its private key.</param>
/// <param name="Chain">What stands between it and a root.</param>
internal sealed record MxCertificate(X509Certificate2 Leaf, X509Certificate2Collection Chain)
{
    /// <returns>Null while none is set: TLS is not offered then.</returns>
    /// <exception cref="StartRefusedException">A file cannot be read, or the key is not the certificate's.</exception>
    public static MxCertificate? From(IConfigurationSection section)
    {
        var (path, keyPath) = (section["Certificate"], section["CertificateKey"]);
        if (string.IsNullOrEmpty(path))
        {
            return string.IsNullOrEmpty(keyPath) ? null : throw new StartRefusedException("Mx:CertificateKey is set and Mx:Certificate is not. Set both, or none and TLS is not offered.");
        }

        try
        {
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(path);
            var leaf = X509Certificate2.CreateFromPemFile(path, string.IsNullOrEmpty(keyPath) ? path : keyPath);
            // The server's own stands first (RFC 8446 §4.4.2).
            chain.RemoveAt(0);
            return new MxCertificate(leaf, chain);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new StartRefusedException(
                $"Mx:Certificate cannot be used ({e.Message.TrimEnd('.')}). It is a PEM file with the certificate and those between it and its root; Mx:CertificateKey is its key, without a password.", e);
        }
    }
}

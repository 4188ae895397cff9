using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Moderation.Campaigns;

namespace Moderation.Mail.Fetching;

/// <summary>Puts what a server showed of itself into words.</summary>
internal static class CertificateReader
{
    private const int MostNames = 10;
    private const int LongestName = 200;
    private const string Organization = "2.5.4.10";

    // RFC 5280 §4.2.2.1: the certificate says where its authority's own certificate is to be had.
    private const string AuthorityAccess = "1.3.6.1.5.5.7.1.1";

    /// <param name="certificate">As the validation callback got it.</param>
    /// <param name="chain">As it could be built from what the server sent and what is trusted.</param>
    /// <param name="errors">What TLS says of it.</param>
    /// <param name="host">Whom we asked.</param>
    /// <param name="now">For the words only; <paramref name="errors"/> decide.</param>
    public static HopCertificate Read(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, string host, DateTimeOffset now)
    {
        try
        {
            return certificate is X509Certificate2 shown
                ? Of(shown, chain, errors, host, now)
                : new HopCertificate("nobody", default, default, [], "the server shows no certificate");
        }
        // The bytes are the server's to choose.
        catch (Exception problem) when (problem is CryptographicException or ArgumentException or FormatException)
        {
            return new HopCertificate("nobody", default, default, [], "the certificate cannot be read");
        }
    }

    private static HopCertificate Of(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, string host, DateTimeOffset now)
    {
        var (from, to) = (Utc(certificate.NotBefore), Utc(certificate.NotAfter));
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(address => address.ToString())))
            .Take(MostNames).Select(Plain).ToList();
        var flags = chain?.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status) ?? X509ChainStatusFlags.NoError;
        var isIncomplete = errors == SslPolicyErrors.RemoteCertificateChainErrors && flags == X509ChainStatusFlags.PartialChain && NamesItsAuthority(chain!);
        var fault = errors == SslPolicyErrors.None ? null
            : now > to ? $"it expired on {Day(to)}"
            : now < from ? $"it is not valid before {Day(from)}"
            : errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? $"it is not for {host}"
            : isIncomplete ? "the server does not send its intermediate certificate"
            : Fault(certificate, flags);
        return new HopCertificate(Issuer(certificate), from, to, names, fault) { IsIncomplete = isIncomplete };
    }

    private static string Fault(X509Certificate2 certificate, X509ChainStatusFlags flags) =>
        flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the certificate of its authority has expired or is not valid yet"
        : certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? "it is signed by itself, not by an authority"
        : (flags & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) != X509ChainStatusFlags.NoError ? "it is not signed by an authority that is trusted"
        : flags.HasFlag(X509ChainStatusFlags.NotValidForUsage) ? "it is not made for web servers"
        : flags.HasFlag(X509ChainStatusFlags.NotSignatureValid) ? "its signature is not valid"
        : "it does not hold" + (flags == X509ChainStatusFlags.NoError ? "" : $" ({flags})");

    // Public authorities do, private ones seldom: the gap then is one that others may be able to fill.
    private static bool NamesItsAuthority(X509Chain chain) =>
        chain.ChainElements is [.., var last] && last.Certificate.Extensions.Any(extension => extension.Oid?.Value == AuthorityAccess);

    private static string Issuer(X509Certificate2 certificate)
    {
        var name = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true);
        var organization = certificate.IssuerName.EnumerateRelativeDistinguishedNames()
            .FirstOrDefault(part => !part.HasMultipleElements && part.GetSingleElementType().Value == Organization)?.GetSingleElementValue();
        return Plain(organization is null || organization == name ? name : name.Length == 0 ? organization : $"{name}, {organization}");
    }

    private static DateTimeOffset Utc(DateTime local) => new(local.ToUniversalTime());

    private static string Day(DateTimeOffset at) => at.ToString("d MMMM yyyy");

    private static string Plain(string text) => string.Concat(text.Where(c => !char.IsControl(c)).Take(LongestName));
}

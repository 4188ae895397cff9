using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Moderation.Mail.Tests.Fetching;

/// <summary>A root, an authority below it, and the certificates that it gives out.</summary>
internal sealed class TestAuthority
{
    private readonly X509Certificate2 _intermediate;

    public TestAuthority(string name)
    {
        var from = DateTimeOffset.UnixEpoch.AddYears(40);
        Root = Create($"CN={name} Root", null, from, from.AddYears(100), request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));
        _intermediate = Create($"CN={name} R1, O={name} Trust", Root, from, from.AddYears(99), request => request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true)));
    }

    public X509Certificate2 Root { get; }

    public X509Certificate2 Intermediate => _intermediate;

    /// <param name="names">Whom it is for.</param>
    /// <param name="from">Valid from.</param>
    /// <param name="to">Valid to.</param>
    /// <param name="isWhole">Whether the server sends the authority's certificate with its own.</param>
    /// <param name="authorityAt">Where the certificate says that the authority's own is to be had.</param>
    public SslStreamCertificateContext Give(string[] names, DateTimeOffset from, DateTimeOffset to, bool isWhole = true, string? authorityAt = null)
    {
        var leaf = Create($"CN={names[0]}", _intermediate, from, to, request =>
        {
            Name(request, names);
            if (authorityAt is not null)
            {
                request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [authorityAt]));
            }
        });
        return SslStreamCertificateContext.Create(leaf, isWhole ? [_intermediate] : [], offline: true);
    }

    public static SslStreamCertificateContext SelfSigned(string name, DateTimeOffset from, DateTimeOffset to) =>
        SslStreamCertificateContext.Create(Create($"CN={name}", null, from, to, request => Name(request, name)), [], offline: true);

    private static void Name(CertificateRequest request, params string[] names)
    {
        var builder = new SubjectAlternativeNameBuilder();
        Array.ForEach(names, builder.AddDnsName);
        request.CertificateExtensions.Add(builder.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
    }

    private static X509Certificate2 Create(string subject, X509Certificate2? issuer, DateTimeOffset from, DateTimeOffset to, Action<CertificateRequest> extend)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        extend(request);
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (issuer is null)
        {
            return request.CreateSelfSigned(from, to);
        }

        using var certificate = request.Create(issuer, from, to, RandomNumberGenerator.GetBytes(12));
        return certificate.CopyWithPrivateKey(key);
    }
}

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Fetching;

/// <summary>
/// The one way out for every check that fetches something from an address that somebody else chose. A name is looked up once
/// for each connection, every address that it has must be public, and the connection is made to the very address that was checked:
/// a name that answers differently the next time (DNS rebinding) gains nothing by it. Redirects are the caller's to follow, each by
/// a connection of its own. No proxy, no cookies, no credentials, no certificate downloads, ports 80 and 443 only.
/// </summary>
/// <param name="dns">Where names are looked up.</param>
/// <param name="tests">Null but in tests.</param>
public sealed class FilteredDialer(IDnsResolver dns, TestNetwork? tests = null)
{
    private const int MaxHeaderKilobytes = 32;
    private const int MaxAddresses = 4;

    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AddressTime = TimeSpan.FromSeconds(4);

    /// <summary>
    /// A handler whose every request has a connection of its own through here. What could not be dialled comes as an
    /// <see cref="HttpRequestException"/> around a <see cref="DialException"/>.
    /// </summary>
    /// <param name="onCertificate">Sees each server's certificate and says whether to go on; null asks for one that holds.</param>
    /// <remarks>The caller caps the bytes that it reads: bodies come as they are sent, without decompression.</remarks>
    public SocketsHttpHandler OpenHandler(RemoteCertificateValidationCallback? onCertificate = null) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        Credentials = null,
        PreAuthenticate = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = ConnectTime,
        ConnectCallback = (context, ct) => ConnectAsync(context.DnsEndPoint, ct),
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.Zero,
        // Addresses in headers are UTF-8 where they are not ASCII, as browsers read them.
        ResponseHeaderEncodingSelector = (_, _) => Encoding.UTF8,
        SslOptions = new SslClientAuthenticationOptions
        {
            // By default a chain with a gap is filled from an address that the certificate names, past this dialer.
            CertificateChainPolicy = ChainPolicy(),
            RemoteCertificateValidationCallback = onCertificate,
        },
    };

    private X509ChainPolicy ChainPolicy()
    {
        var policy = new X509ChainPolicy { DisableCertificateDownloads = true, RevocationMode = X509RevocationMode.NoCheck };
        if (tests is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(tests.Roots);
        }

        return policy;
    }

    private async ValueTask<Stream> ConnectAsync(DnsEndPoint place, CancellationToken ct)
    {
        if (!WebAddress.IsPort(place.Port))
        {
            throw new DialException(DialFault.Refused, $"port {place.Port} is not one of the web's");
        }

        var addresses = await ResolveAsync(place.Host, ct);
        if (Array.Exists(addresses, address => !PublicAddress.Is(address)))
        {
            throw new DialException(DialFault.Refused, $"{place.Host} leads to no public address");
        }

        Exception? last = null;
        foreach (var address in addresses.Take(MaxAddresses))
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(AddressTime);
            try
            {
                return await DialAsync(new IPEndPoint(address, place.Port), patience.Token);
            }
            catch (Exception problem) when (problem is SocketException || (problem is OperationCanceledException && !ct.IsCancellationRequested))
            {
                last = problem;
            }
        }

        throw new DialException(DialFault.NoConnection, $"nobody answers at {place.Host}", last);
    }

    private async Task<Stream> DialAsync(IPEndPoint checkedPlace, CancellationToken ct)
    {
        var target = tests?.Wire(checkedPlace) ?? checkedPlace;
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(target, ct);
            // Whatever lies between, we speak to whom we checked or to nobody.
            return target.Equals(socket.RemoteEndPoint)
                ? new NetworkStream(socket, ownsSocket: true)
                : throw new DialException(DialFault.Refused, "the connection came out elsewhere");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async ValueTask<IPAddress[]> ResolveAsync(string host, CancellationToken ct)
    {
        if (WebAddress.Literal(host) is { } literal)
        {
            return [literal];
        }

        if (WebAddress.HostRefusal(host) is { } refusal)
        {
            throw new DialException(DialFault.Refused, refusal);
        }

        var (four, six) = (await dns.QueryAsync(host, DnsType.A, ct), await dns.QueryAsync(host, DnsType.Aaaa, ct));
        var addresses = four.Of<AddressRecord>().Concat(six.Of<AddressRecord>()).Select(record => record.Address).ToArray();
        return addresses.Length > 0 ? addresses
            : four.IsAbsent && six.IsAbsent ? throw new DialException(DialFault.NoSuchName, $"{host} does not exist or has no address")
            : throw new DialException(DialFault.NameUnknown, $"{host} could not be looked up");
    }
}

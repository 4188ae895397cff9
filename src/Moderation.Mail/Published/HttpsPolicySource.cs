using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>
/// Fetches policies over HTTPS (RFC 8461 §3.3): no redirects, a valid certificate, 64 KB, one minute. The domain chooses
/// where we connect, so addresses that are not public are refused, and the address that was checked is the one used.
/// </summary>
/// <param name="dns">Where hosts are looked up.</param>
public sealed class HttpsPolicySource(IDnsResolver dns) : IPolicySource, IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectCallback = (context, ct) => ConnectAsync(dns, context.DnsEndPoint, ct),
        ConnectTimeout = TimeSpan.FromSeconds(20),
    })
    {
        Timeout = TimeSpan.FromMinutes(1),
        MaxResponseContentBufferSize = MaxBytes,
    };

    /// <inheritdoc/>
    public async ValueTask<FetchedPolicy> FetchAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await _http.GetAsync(address, ct);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                return (int)response.StatusCode >= 500
                    ? FetchedPolicy.Unknown($"{address} answers {(int)response.StatusCode}.")
                    : FetchedPolicy.Wrong($"{address} answers {(int)response.StatusCode}, not 200.");
            }

            return response.Content.Headers.ContentType?.MediaType is "text/plain"
                ? FetchedPolicy.Of(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(ct)))
                : FetchedPolicy.Wrong($"{address} is not text/plain (RFC 8461 §3.2).");
        }
        catch (HttpRequestException problem) when (problem.InnerException is RefusedAddressException or AuthenticationException)
        {
            return FetchedPolicy.Wrong(problem.InnerException is RefusedAddressException refused ? refused.Message : $"the certificate of {address.Host} is not valid.");
        }
        catch (HttpRequestException problem)
        {
            return FetchedPolicy.Unknown($"{address.Host} cannot be reached: {problem.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return FetchedPolicy.Unknown($"{address.Host} did not answer in time.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(IDnsResolver dns, DnsEndPoint place, CancellationToken ct)
    {
        var (four, six) = (await dns.QueryAsync(place.Host, DnsType.A, ct), await dns.QueryAsync(place.Host, DnsType.Aaaa, ct));
        var addresses = four.Of<AddressRecord>().Concat(six.Of<AddressRecord>()).Select(record => record.Address).ToArray();
        if (addresses.Length == 0)
        {
            throw four.IsAbsent && six.IsAbsent
                ? new RefusedAddressException($"{place.Host} has no address.")
                : new HttpRequestException(four.Problem ?? six.Problem);
        }

        if (Array.Find(addresses, address => !PublicAddress.Is(address)) is { } inner)
        {
            throw new RefusedAddressException($"{place.Host} leads to {inner}, which is no public address.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, place.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private sealed class RefusedAddressException(string message) : Exception(message);
}

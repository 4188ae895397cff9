using System.Net;
using System.Security.Authentication;
using System.Text;
using Moderation.Mail.Dns;
using Moderation.Mail.Fetching;

namespace Moderation.Mail.Published;

/// <summary>
/// Fetches policies over HTTPS (RFC 8461 §3.3): no redirects, a valid certificate, 64 KB, one minute. The domain chooses
/// where we connect, so the way leads through the <see cref="FilteredDialer"/>.
/// </summary>
/// <param name="dns">Where hosts are looked up.</param>
public sealed class HttpsPolicySource(IDnsResolver dns) : IPolicySource, IDisposable
{
    private const int MaxBytes = 64 * 1024;

    private readonly HttpClient _http = new(new FilteredDialer(dns).OpenHandler())
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
        catch (HttpRequestException problem) when (problem.InnerException is DialException { Fault: DialFault.Refused or DialFault.NoSuchName } or AuthenticationException)
        {
            return FetchedPolicy.Wrong(problem.InnerException is DialException refused ? refused.Message + "." : $"the certificate of {address.Host} is not valid.");
        }
        catch (HttpRequestException problem)
        {
            return FetchedPolicy.Unknown($"{address.Host} cannot be reached: {(problem.InnerException as DialException ?? (Exception)problem).Message.TrimEnd('.')}.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return FetchedPolicy.Unknown($"{address.Host} did not answer in time.");
        }
    }

    public void Dispose() => _http.Dispose();
}

using Moderation.Mail.Dns;

namespace Moderation.Mail.Spf;

/// <summary>Checks whether a client may use a domain in MAIL FROM or HELO (RFC 7208).</summary>
/// <param name="dns">Where records are looked up.</param>
/// <param name="time">For the limit and for <c>%{t}</c>.</param>
public sealed class SpfVerifier(IDnsResolver dns, TimeProvider time)
{
    private const int MaxPath = 330;

    /// <summary>For the whole check; RFC 7208 §4.6.4 wants at least 20 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Checks the domain of MAIL FROM, or of HELO where that is empty (RFC 7208 §2.4).</summary>
    public async ValueTask<SpfOutcome> CheckAsync(SpfRequest request, CancellationToken ct)
    {
        if (request.Address.IsIPv4MappedToIPv6)
        {
            request = request with { Address = request.Address.MapToIPv4() };
        }

        var sender = Sender(request);
        var domain = sender[(sender.LastIndexOf('@') + 1)..].TrimEnd('.');
        // Longer than any path or name of RFC 5321 §4.5.3.1, and macros could multiply it.
        if (!IsCheckable(domain) || sender.Length > MaxPath || request.Helo.Length > MaxPath)
        {
            return new SpfOutcome(SpfResult.None, domain, "There is no full domain name to check.");
        }

        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        var check = new SpfCheck(dns, request, sender, time.GetUtcNow());
        try
        {
            return await check.RunAsync(domain, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new SpfOutcome(SpfResult.TempError, domain, $"The check took more than {Limit.TotalSeconds:0} s.");
        }
    }

    /// <summary>RFC 7208 §4.3: a sender without a local part has "postmaster".</summary>
    private static string Sender(SpfRequest request)
    {
        var sender = request.Sender.Length == 0 ? request.Helo : request.Sender;
        return sender.LastIndexOf('@') switch { < 0 => "postmaster@" + sender, 0 => "postmaster" + sender, _ => sender };
    }

    /// <summary>RFC 7208 §4.3: more than one label, none empty or too long, no address literal.</summary>
    private static bool IsCheckable(string domain) =>
        domain.Contains('.', StringComparison.Ordinal) && !domain.StartsWith('[') && DnsName.IsValid(domain);
}

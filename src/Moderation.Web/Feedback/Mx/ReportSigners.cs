using Moderation.Accounts;
using Moderation.Mail.Dkim;
using Moderation.Mail.Dns;
using Moderation.Mail.Mime;

namespace Moderation.Web.Feedback.Mx;

/// <summary>Who vouches for a report.</summary>
internal sealed class ReportSigners(IDnsResolver dns, TimeProvider clock)
{
    /// <summary>d= of the signatures that hold, cover From and the whole body, and are aligned with From (RFC 9477 §3.2, RFC 7489 §3.1.1 relaxed).</summary>
    /// <exception cref="IOException">A key could not be looked up now, and no other signature holds.</exception>
    public async Task<IReadOnlyList<string>> OfAsync(ReadOnlyMemory<byte> message, MimeMessage parsed, CancellationToken ct)
    {
        // RFC 5322 §3.6: with two From fields a reader and a verifier may see different ones.
        if (parsed.Headers.All("From").Count() != 1 || parsed.From is not { } from)
        {
            return [];
        }

        var results = await new DkimVerifier(dns).VerifyAsync(message, clock.GetUtcNow(), ct);
        var signers = results.Where(result => result is { Verdict: DkimVerdict.Pass, UnsignedBodyBytes: 0 }
                && result.SignedHeaders.Contains("from", StringComparer.OrdinalIgnoreCase)
                && DomainName.TryParse(result.Domain, out var domain) && IsAligned(domain, from.Address.Domain))
            .Select(result => result.Domain.ToLowerInvariant())
            .ToList();
        return signers.Count > 0 || results.All(result => result.Verdict != DkimVerdict.TempError)
            ? signers
            : throw new IOException("A key of the report's signature could not be looked up now.");
    }

    private static bool IsAligned(DomainName signer, DomainName from) => from.IsAtOrBelow(signer) || signer.IsAtOrBelow(from);
}

using Moderation.Mail.Dkim;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>Where others report that they could not encrypt (RFC 8460 §3).</summary>
internal static class PublishedTlsRpt
{
    public static async Task<PublishedCheck> CheckAsync(IDnsResolver dns, string domain, CancellationToken ct)
    {
        var check = new PublishedCheck("TLS-RPT");
        var name = "_smtp._tls." + domain;
        var answer = await dns.QueryAsync(name, DnsType.Txt, ct);
        var text = PublishedRecords.TheOne(check, answer, name, record => record.StartsWith("v=TLSRPTv1", StringComparison.Ordinal));
        if (text is null)
        {
            if (check.State == PublishedState.Good)
            {
                check.Advise("Nobody would tell you when mail to this domain could not be encrypted.");
                Suggest(check, name, domain);
            }

            return check;
        }

        var uris = TagList.TryParse(text, out var tags, out _) ? tags.GetValueOrDefault("rua", "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [];
        if (uris.Length == 0 || !Array.TrueForAll(uris, IsPlace))
        {
            check.Blame("rua= has to name a mailto: or https: address for reports (RFC 8460 §3).");
            Suggest(check, name, domain);
        }

        return check;
    }

    private static bool IsPlace(string uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttps || (parsed.Scheme == Uri.UriSchemeMailto && uri.Contains('@', StringComparison.Ordinal)));

    private static void Suggest(PublishedCheck check, string name, string domain) => check.Suggest(name, "TXT", $"v=TLSRPTv1; rua=mailto:tls-reports@{domain}");
}

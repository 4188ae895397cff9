using Moderation.Mail.Dkim;
using Moderation.Mail.Dmarc;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>The logo beside the mail (BIMI, draft-brand-indicators-for-message-identification §4). Advice only.</summary>
internal static class PublishedBimi
{
    public static async Task<PublishedCheck> CheckAsync(IDnsResolver dns, string domain, CancellationToken ct)
    {
        var check = new PublishedCheck("BIMI");
        var name = "default._bimi." + domain;
        var answer = await dns.QueryAsync(name, DnsType.Txt, ct);
        var text = PublishedRecords.TheOne(check, answer, name, record => record.StartsWith("v=BIMI1", StringComparison.OrdinalIgnoreCase));
        if (text is null)
        {
            if (check.State == PublishedState.Good)
            {
                check.Advise("There is no logo record. It is optional, and wants DMARC with quarantine or reject first.");
                Suggest(check, name, domain);
            }

            return check;
        }

        if (!TagList.TryParse(text, out var tags, out var error))
        {
            check.Blame($"The record is malformed: {error}.");
            Suggest(check, name, domain);
            return check;
        }

        var (logo, certificate) = (tags.GetValueOrDefault("l", "").Trim(), tags.GetValueOrDefault("a", "").Trim());
        if (logo.Length == 0 && certificate.Length == 0)
        {
            check.Saw("The domain declines to show a logo.");
            return check;
        }

        if (logo.Length > 0 && (!IsHttps(logo) || !new Uri(logo).AbsolutePath.EndsWith(".svg", StringComparison.OrdinalIgnoreCase)))
        {
            check.Blame("l= has to be an https address of an SVG (Tiny PS).");
            Suggest(check, name, domain);
        }

        if (certificate.Length == 0)
        {
            check.Advise("There is no certificate (a=), so Gmail and Apple show no logo.");
        }
        else if (!IsHttps(certificate))
        {
            check.Blame("a= has to be an https address of a certificate in PEM form.");
        }

        await NeedsDmarcAsync(check, dns, domain, ct);
        return check;
    }

    private static async Task NeedsDmarcAsync(PublishedCheck check, IDnsResolver dns, string domain, CancellationToken ct)
    {
        var discovery = await DmarcDiscovery.DiscoverAsync(dns, domain, ct);
        if (discovery.Problem is not null)
        {
            check.NotKnown(discovery.Problem);
        }
        else if (discovery.AppliedPolicy is null or DmarcPolicy.None || discovery.Record?.SubdomainPolicy == DmarcPolicy.None)
        {
            check.Advise("The logo is not shown until DMARC says quarantine or reject, for subdomains too.");
        }
    }

    private static bool IsHttps(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps;

    private static void Suggest(PublishedCheck check, string name, string domain) =>
        check.Suggest(name, "TXT", $"v=BIMI1; l=https://{domain}/logo.svg; a=https://{domain}/logo.pem");
}

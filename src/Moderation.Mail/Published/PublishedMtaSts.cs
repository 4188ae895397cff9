using Moderation.Mail.Dkim;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>The promise that mail to the domain is encrypted (RFC 8461): a record, a policy by HTTPS, and servers that fit.</summary>
internal sealed class PublishedMtaSts(IDnsResolver dns, IPolicySource policies)
{
    public async Task<PublishedCheck> CheckAsync(string domain, DnsAnswer exchangers, CancellationToken ct)
    {
        var check = new PublishedCheck("MTA-STS");
        var name = "_mta-sts." + domain;
        var answer = await dns.QueryAsync(name, DnsType.Txt, ct);
        var text = PublishedRecords.TheOne(check, answer, name, record => record.StartsWith("v=STSv1", StringComparison.Ordinal));
        if (text is null)
        {
            if (check.State == PublishedState.Good)
            {
                check.Advise("Nothing stops others from sending mail to this domain unencrypted.");
                check.Suggest(name, "TXT", "v=STSv1; id=1");
                check.Suggest($"https://mta-sts.{domain}/.well-known/mta-sts.txt", "file", Example(exchangers));
            }

            return check;
        }

        var id = TagList.TryParse(text, out var tags, out _) ? tags.GetValueOrDefault("id", "").Trim() : "";
        if (id.Length is 0 or > 32 || !id.All(char.IsAsciiLetterOrDigit))
        {
            check.Blame("id= has to be 1 to 32 letters and digits, new with each change of the policy (RFC 8461 §3.1).");
            check.Suggest(name, "TXT", "v=STSv1; id=1");
        }

        await FetchAsync(check, domain, exchangers, ct);
        return check;
    }

    private async Task FetchAsync(PublishedCheck check, string domain, DnsAnswer exchangers, CancellationToken ct)
    {
        var fetched = await policies.FetchAsync(new Uri($"https://mta-sts.{domain}/.well-known/mta-sts.txt"), ct);
        if (fetched.Text is null)
        {
            if (fetched.IsKnown)
            {
                check.Blame($"The record promises a policy, but {fetched.Problem}");
                check.Suggest($"https://mta-sts.{domain}/.well-known/mta-sts.txt", "file", Example(exchangers));
            }
            else
            {
                check.NotKnown(fetched.Problem);
            }

            return;
        }

        if (MtaStsPolicy.Parse(fetched.Text, out var policy) is { } wrong)
        {
            check.Blame(wrong);
            check.Suggest($"https://mta-sts.{domain}/.well-known/mta-sts.txt", "file", Example(exchangers));
            return;
        }

        check.Saw($"Policy: {policy!.Mode}, for {string.Join(", ", policy.Exchangers)}, kept {policy.MaxAge.TotalDays:0.#} days");
        if (policy.Mode != "enforce")
        {
            check.Advise($"The policy is {policy.Mode}: it protects nothing yet.");
        }

        foreach (var exchanger in exchangers.Of<MxRecord>().Where(mx => mx.Exchange.Length > 0 && !policy.Allows(mx.Exchange)))
        {
            check.Blame($"The mail server {exchanger.Exchange} is not in the policy, so careful senders do not deliver to it.");
        }
    }

    private static string Example(DnsAnswer exchangers)
    {
        var hosts = exchangers.Of<MxRecord>().Where(mx => mx.Exchange.Length > 0).Select(mx => $"mx: {mx.Exchange}\n").DefaultIfEmpty("mx: mail.example.com\n");
        return $"version: STSv1\nmode: testing\n{string.Concat(hosts)}max_age: 604800\n";
    }
}

using Moderation.Accounts;
using Moderation.Mail.Dmarc;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>The DMARC record that applies (RFC 9989), found by the tree walk.</summary>
internal sealed class PublishedDmarc(IDnsResolver dns)
{
    public async Task<PublishedCheck> CheckAsync(string domain, CancellationToken ct)
    {
        var check = new PublishedCheck("DMARC");
        var discovery = await DmarcDiscovery.DiscoverAsync(dns, domain, ct);
        foreach (var (owner, record) in discovery.Walk.Found)
        {
            check.Saw($"_dmarc.{owner}: {record.Text}");
        }

        foreach (var owner in discovery.Walk.Ambiguous)
        {
            check.Blame($"_dmarc.{owner} has several DMARC records, so receivers use none of them. Keep one.");
        }

        Organisation(check, domain, discovery);
        if (discovery.Record is { } applied)
        {
            await JudgeAsync(check, domain, discovery, applied, ct);
        }
        else if (discovery.Problem is not null)
        {
            check.NotKnown(discovery.Problem);
        }
        else
        {
            Missing(check, domain, discovery);
        }

        return check;
    }

    private static void Missing(PublishedCheck check, string domain, DmarcDiscovery discovery)
    {
        // A record that stands there and is not usable: without a valid policy and without reports.
        var useless = discovery.Walk.Found.FirstOrDefault(f => f.Domain == discovery.RecordDomain);
        check.Blame(useless.Record is null
            ? $"{domain} has no DMARC record. Gmail, Yahoo and Microsoft ask bulk senders for one, p=none at least."
            : $"Receivers cannot use the record at _dmarc.{useless.Domain}: {string.Join(' ', useless.Record.Problems)}");
        check.Suggest($"_dmarc.{domain}", "TXT", $"v=DMARC1; p=none; rua=mailto:dmarc@{domain}");
    }

    /// <summary>Receivers are moving from the list to the walk; a sender wants the same answer from both.</summary>
    private static void Organisation(PublishedCheck check, string domain, DmarcDiscovery discovery)
    {
        var byWalk = discovery.Walk.OrganisationalDomain;
        var byList = PublicSuffixList.Default.RegistrableDomain(domain);
        check.Saw($"Organisational domain by the tree walk of RFC 9989: {byWalk ?? "not known"}; by the Public Suffix List: {byList ?? "none, it is a public suffix"}");
        if (discovery.Walk.Found.Count > 0 && byWalk is not null && byList is not null && !DnsName.Same(byWalk, byList))
        {
            check.Advise($"Receivers differ in what they take for the organisation, {byWalk} or {byList}, so relaxed alignment differs too. A record at _dmarc.{byList}, or psd=n there, settles it.");
        }
    }

    private async Task JudgeAsync(PublishedCheck check, string domain, DmarcDiscovery discovery, DmarcRecord applied, CancellationToken ct)
    {
        check.Saw($"Policy for {domain}: {Word(discovery.Policy)}{(discovery.AppliedPolicy == discovery.Policy ? "" : $", applied as {Word(discovery.AppliedPolicy)} because of t=y")}");
        if (discovery.Problem is not null)
        {
            check.NotKnown(discovery.Problem);
        }

        foreach (var problem in applied.Problems)
        {
            check.Advise(problem);
        }

        if (discovery.Policy == DmarcPolicy.None)
        {
            check.Advise("The policy is none: forged mail is delivered all the same. Move to quarantine and then reject when the reports show only your own mail.");
        }

        if (applied.AggregateReports.Count == 0)
        {
            check.Advise("Nobody gets reports: add rua= to see who sends in this name.");
        }

        if (applied.Problems.Count > 0 || applied.AggregateReports.Count == 0)
        {
            check.Suggest($"_dmarc.{discovery.RecordDomain}", "TXT", Mended(applied, discovery.RecordDomain!));
        }

        foreach (var uri in applied.AggregateReports.Concat(applied.FailureReports).Distinct(StringComparer.OrdinalIgnoreCase).Take(10))
        {
            await ReportsAsync(check, discovery.RecordDomain!, uri, ct);
        }
    }

    /// <summary>A receiver elsewhere has to agree, or reports would be a weapon (RFC 9990 §4).</summary>
    private async Task ReportsAsync(PublishedCheck check, string domain, string uri, CancellationToken ct)
    {
        var host = uri[(uri.LastIndexOf('@') + 1)..];
        if (!uri.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) || PublicSuffixList.Default.RegistrableDomain(host) == PublicSuffixList.Default.RegistrableDomain(domain))
        {
            return;
        }

        var name = $"{domain}._report._dmarc.{host}";
        var answer = await dns.QueryAsync(name, DnsType.Txt, ct);
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            check.NotKnown(answer.Problem);
        }
        else if (!answer.Of<TxtRecord>().Any(txt => DmarcRecord.Parse(txt.Text) is not null))
        {
            check.Advise($"{host} has not agreed to take reports for {domain}, so none are sent there.");
            check.Suggest(name, "TXT", "v=DMARC1");
        }
    }

    /// <summary>What is valid of the record, in the order of RFC 9989 §4.7, with reports.</summary>
    private static string Mended(DmarcRecord record, string domain)
    {
        var tags = new List<string> { "v=DMARC1", $"p={Word(record.Policy)}" };
        Add(record.SubdomainPolicy is not null, $"sp={Word(record.SubdomainPolicy)}");
        Add(record.NonexistentPolicy is not null, $"np={Word(record.NonexistentPolicy)}");
        Add(record.Psd != DmarcPsd.Unknown, record.Psd == DmarcPsd.Yes ? "psd=y" : "psd=n");
        Add(record.IsTesting, "t=y");
        Add(record.IsDkimStrict, "adkim=s");
        Add(record.IsSpfStrict, "aspf=s");
        tags.Add($"rua={(record.AggregateReports.Count > 0 ? string.Join(',', record.AggregateReports) : $"mailto:dmarc@{domain}")}");
        Add(record.FailureReports.Count > 0, $"ruf={string.Join(',', record.FailureReports)}");
        return string.Join("; ", tags);

        void Add(bool isThere, string tag)
        {
            if (isThere)
            {
                tags.Add(tag);
            }
        }
    }

    private static string Word(DmarcPolicy? policy) => policy?.ToString().ToLowerInvariant() ?? "not known";
}

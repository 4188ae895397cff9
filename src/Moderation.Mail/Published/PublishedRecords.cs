using System.Net;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>Whose records are looked at.</summary>
/// <param name="Domain">The domain of From; A-labels, lower case, no final dot.</param>
public sealed record PublishedQuestion(string Domain)
{
    /// <summary>DKIM selectors that have to be there; without any the usual ones are tried.</summary>
    public IReadOnlyList<string> Selectors { get; init; } = [];

    /// <summary>Addresses that send for the domain: SPF has to allow them, PTR has to name them.</summary>
    public IReadOnlyList<IPAddress> Senders { get; init; } = [];
}

/// <summary>Everything a sending domain publishes about its mail, looked at as a receiver would.</summary>
/// <param name="dns">Where records are looked up.</param>
/// <param name="policies">Where MTA-STS policies are fetched.</param>
/// <param name="time">For SPF's limit.</param>
public sealed class PublishedRecords(IDnsResolver dns, IPolicySource policies, TimeProvider time)
{
    /// <returns>SPF, DKIM, DMARC, PTR, MTA-STS, TLS-RPT, BIMI, in this order.</returns>
    public async Task<IReadOnlyList<PublishedCheck>> CheckAsync(PublishedQuestion question, CancellationToken ct)
    {
        var exchangers = await dns.QueryAsync(question.Domain, DnsType.Mx, ct);
        // Side by side: a server that is silent then costs its time-out once.
        return await Task.WhenAll(
            new PublishedSpf(dns, time).CheckAsync(question, exchangers, ct),
            new PublishedDkim(dns).CheckAsync(question, ct),
            new PublishedDmarc(dns).CheckAsync(question.Domain, ct),
            new PublishedPtr(dns).CheckAsync(question, exchangers, ct),
            new PublishedMtaSts(dns, policies).CheckAsync(question.Domain, exchangers, ct),
            PublishedTlsRpt.CheckAsync(dns, question.Domain, ct),
            PublishedBimi.CheckAsync(dns, question.Domain, ct));
    }

    /// <returns>The one TXT record that starts as given; null with a remark when there is none, or several.</returns>
    internal static string? TheOne(PublishedCheck check, DnsAnswer answer, string name, Func<string, bool> isOne)
    {
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            check.NotKnown(answer.Problem);
            return null;
        }

        var texts = answer.Of<TxtRecord>().Select(txt => txt.Text).Where(isOne).ToList();
        texts.ForEach(check.Saw);
        if (texts.Count > 1)
        {
            check.Blame($"{name} has {texts.Count} such records; receivers then use none. Keep one.");
        }

        return texts.Count == 1 ? texts[0] : null;
    }
}

using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Dns;
using Moderation.Mail.Spf;

namespace Moderation.Mail.Published;

/// <summary>The SPF record (RFC 7208): one, readable, within the limits, and it lets the senders through.</summary>
internal sealed class PublishedSpf(IDnsResolver dns, TimeProvider time)
{
    public async Task<PublishedCheck> CheckAsync(PublishedQuestion question, DnsAnswer exchangers, CancellationToken ct)
    {
        var check = new PublishedCheck("SPF");
        var answer = await dns.QueryAsync(question.Domain, DnsType.Txt, ct);
        var text = PublishedRecords.TheOne(check, answer, question.Domain, SpfRecord.IsOne);
        if (text is null)
        {
            if (answer.Outcome != DnsOutcome.TemporaryFailure && check.Found.Count == 0)
            {
                check.Blame($"{question.Domain} publishes no SPF record, so anybody may send in its name.");
                check.Suggest(question.Domain, "TXT", Whole(question, exchangers));
            }
            else if (check.Found.Count > 1)
            {
                check.Suggest(question.Domain, "TXT", Merged(check.Found));
            }

            return check;
        }

        await CountAsync(check, question.Domain, ct);
        await TryAsync(check, question, text, ct);
        return check;
    }

    private async Task CountAsync(PublishedCheck check, string domain, CancellationToken ct)
    {
        var census = await new SpfCensus(dns).CountAsync(domain, ct);
        check.Saw($"{census.Lookups} of 10 DNS lookups, {census.Voids} of 2 void lookups");
        census.Errors.ForEach(check.Blame);
        census.Unknown.ForEach(check.NotKnown);
        census.Advice.ForEach(check.Advise);
        if (census.Lookups > 10)
        {
            check.Blame($"The record needs {census.Lookups} DNS lookups; receivers stop at 10 with a permanent error (RFC 7208 §4.6.4). Take out includes that are no longer used.");
        }

        if (census.Voids > 2)
        {
            check.Blame($"The record asks {census.Voids} times for names that do not exist; receivers stop at 2 (RFC 7208 §4.6.4).");
        }
    }

    private async Task TryAsync(PublishedCheck check, PublishedQuestion question, string text, CancellationToken ct)
    {
        var refused = new List<IPAddress>();
        foreach (var sender in question.Senders)
        {
            var outcome = await new SpfVerifier(dns, time).CheckAsync(new SpfRequest(sender, question.Domain, "postmaster@" + question.Domain), ct);
            check.Saw($"{sender}: {outcome.Result.ToString().ToLowerInvariant()}. {outcome.Reason}");
            if (outcome.Result == SpfResult.TempError)
            {
                check.NotKnown(outcome.Reason);
            }
            else if (outcome.Result != SpfResult.Pass)
            {
                check.Blame($"{sender} does not pass: {outcome.Reason}");
                refused.Add(sender);
            }
        }

        if (refused.Count > 0)
        {
            // In front: what comes after "all" is never read.
            check.Suggest(question.Domain, "TXT", $"v=spf1{Terms(refused)}{text["v=spf1".Length..]}");
        }
    }

    private static string Whole(PublishedQuestion question, DnsAnswer exchangers) =>
        $"v=spf1{(exchangers.Of<MxRecord>().Any(mx => mx.Exchange.Length > 0) ? " mx" : "")}{Terms(question.Senders)} -all";

    private static string Terms(IEnumerable<IPAddress> senders) =>
        string.Concat(senders.Select(sender => sender.AddressFamily == AddressFamily.InterNetwork ? $" ip4:{sender}" : $" ip6:{sender}"));

    /// <summary>All terms once, the mildest end last: a merge must not refuse what one of the two let through.</summary>
    private static string Merged(IEnumerable<string> records)
    {
        var words = records.SelectMany(record => record.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var ends = words.Where(word => word.TrimStart('+', '-', '~', '?').Equals("all", StringComparison.OrdinalIgnoreCase)).ToList();
        var end = ends.Exists(word => word[0] == '~') ? "~all" : "-all";
        return string.Join(' ', ["v=spf1", .. words.Except(ends, StringComparer.Ordinal), end]);
    }
}

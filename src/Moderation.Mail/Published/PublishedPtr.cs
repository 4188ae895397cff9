using System.Net;
using System.Net.Sockets;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>Names of addresses that resolve forward to them, which Gmail and others demand of senders (RFC 1912 §2.1).</summary>
internal sealed class PublishedPtr(IDnsResolver dns)
{
    private const int MaxAddresses = 20;

    public async Task<PublishedCheck> CheckAsync(PublishedQuestion question, DnsAnswer exchangers, CancellationToken ct)
    {
        var check = new PublishedCheck("PTR");
        if (question.Senders.Count > 0)
        {
            foreach (var sender in question.Senders)
            {
                await JudgeAsync(check, sender, "mail." + question.Domain, isSender: true, ct);
            }

            return check;
        }

        if (exchangers.Outcome == DnsOutcome.TemporaryFailure)
        {
            check.NotKnown(exchangers.Problem);
            return check;
        }

        var hosts = exchangers.Of<MxRecord>().Where(mx => mx.Exchange.Length > 0).OrderBy(mx => mx.Preference).Select(mx => mx.Exchange).ToList();
        if (hosts.Count == 0)
        {
            check.Advise($"{question.Domain} {(exchangers.Records.Count > 0 ? "says that it takes no mail (null MX, RFC 7505)" : "has no mail server (MX)")}, so replies and bounces to it are lost. Name the sending addresses with --ip to check them.");
        }

        var left = MaxAddresses;
        foreach (var host in hosts)
        {
            foreach (var address in (await AddressesAsync(check, host, ct)).Take(left))
            {
                left--;
                await JudgeAsync(check, address, host, isSender: false, ct);
            }
        }

        return check;
    }

    private async Task<List<IPAddress>> AddressesAsync(PublishedCheck check, string host, CancellationToken ct)
    {
        var (four, six) = (await dns.QueryAsync(host, DnsType.A, ct), await dns.QueryAsync(host, DnsType.Aaaa, ct));
        if (four.IsAbsent && six.IsAbsent)
        {
            check.Blame($"The mail server {host} has no address.");
        }
        else if (four.Outcome == DnsOutcome.TemporaryFailure || six.Outcome == DnsOutcome.TemporaryFailure)
        {
            check.NotKnown(four.Problem ?? six.Problem);
        }

        return [.. four.Of<AddressRecord>().Concat(six.Of<AddressRecord>()).Select(record => record.Address)];
    }

    /// <summary>A server that only receives does without; who sends is refused.</summary>
    private async Task JudgeAsync(PublishedCheck check, IPAddress address, string host, bool isSender, CancellationToken ct)
    {
        Action<string> tell = isSender ? check.Blame : check.Advise;
        var reverse = await ReverseName.OfAsync(dns, address, ct);
        if (reverse is { Names.Count: 0, LeadsBack: null })
        {
            check.NotKnown(reverse.Problem);
            return;
        }

        if (reverse.Names.Count == 0)
        {
            tell($"{address} has no name (PTR). Gmail and others refuse mail from it. The owner of the address, usually the hoster, has to set it.");
            check.Suggest(DnsName.Reverse(address), "PTR", host);
            return;
        }

        check.Saw($"{address}: {string.Join(", ", reverse.Names)}");
        if (reverse.LeadsBack is null)
        {
            check.NotKnown(reverse.Problem);
        }
        else if (reverse.LeadsBack == false)
        {
            tell($"{address} is called {reverse.Names[0]}, but that name does not lead back to it.");
            check.Suggest(reverse.Names[0], address.AddressFamily == AddressFamily.InterNetwork ? "A" : "AAAA", address.ToString());
        }
    }
}

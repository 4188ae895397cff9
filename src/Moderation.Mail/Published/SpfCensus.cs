using Moderation.Mail.Dns;
using Moderation.Mail.Spf;

namespace Moderation.Mail.Published;

/// <summary>
/// Counts what a record can cost a receiver, all includes followed, whoever sends. Names with macros are counted, not
/// followed: they depend on the sender.
/// </summary>
internal sealed class SpfCensus(IDnsResolver dns)
{
    // The true number is worth knowing beyond ten, but a hostile record must not keep us busy.
    private const int MaxRecords = 40;

    private readonly HashSet<string> _open = new(StringComparer.OrdinalIgnoreCase);
    private int _records;

    public int Lookups { get; private set; }

    public int Voids { get; private set; }

    public List<string> Errors { get; } = [];

    public List<string> Unknown { get; } = [];

    public List<string> Advice { get; } = [];

    public async ValueTask<SpfCensus> CountAsync(string domain, CancellationToken ct)
    {
        if (await ReadAsync(domain, ct) is { } record)
        {
            _open.Add(domain);
            await CountAsync(domain, record, isOwn: true, ct);
        }

        return this;
    }

    private async ValueTask CountAsync(string domain, SpfRecord record, bool isOwn, CancellationToken ct)
    {

        foreach (var term in record.Terms)
        {
            Lookups += term.AsksTheDns ? 1 : 0;
            if (term.Mechanism == SpfMechanism.Ptr)
            {
                Advice.Add($"\"{term.Text}\" in the record of {domain} is slow and unreliable; RFC 7208 §5.5 asks not to use it.");
            }

            await FollowAsync(term, domain, ct);
        }

        if (record.Redirect is not null && !record.Terms.Any(term => term.Mechanism == SpfMechanism.All))
        {
            Lookups++;
            await FollowRecordAsync(record.Redirect, isOwn, ct);
        }
        else if (isOwn)
        {
            JudgeEnd(record);
        }
    }

    /// <summary>Only the sender's own record ends the matter: the end of an included one has no say.</summary>
    private void JudgeEnd(SpfRecord record)
    {
        var all = record.Terms.FirstOrDefault(term => term.Mechanism == SpfMechanism.All);
        if (all?.Result == SpfResult.Pass)
        {
            Errors.Add($"\"{all.Text}\" lets the whole internet send in this name. End the record with -all or ~all.");
        }
        else if (all is null || all.Result == SpfResult.Neutral)
        {
            Advice.Add("The record says nothing about everybody else. End it with -all or ~all.");
        }
    }

    private async ValueTask<SpfRecord?> ReadAsync(string domain, CancellationToken ct)
    {
        var answer = await dns.QueryAsync(domain, DnsType.Txt, ct);
        var texts = answer.Of<TxtRecord>().Select(txt => txt.Text).Where(SpfRecord.IsOne).ToList();
        try
        {
            if (answer.Outcome == DnsOutcome.TemporaryFailure)
            {
                Unknown.Add(answer.Problem ?? $"{domain} could not be looked up.");
            }
            else if (texts.Count != 1)
            {
                Errors.Add($"The record leads to {domain}, which publishes {(texts.Count == 0 ? "no SPF record" : "several SPF records")}: a permanent error (RFC 7208 §5.2, §6.1).");
            }

            return texts.Count == 1 ? SpfRecord.Parse(texts[0]) : null;
        }
        catch (SpfSyntaxException problem)
        {
            Errors.Add($"The record of {domain} cannot be read. {problem.Message}");
            return null;
        }
    }

    private async ValueTask FollowAsync(SpfTerm term, string domain, CancellationToken ct)
    {
        if (term.Mechanism == SpfMechanism.Include)
        {
            await FollowRecordAsync(term.Domain!, isOwn: false, ct);
        }
        else if (term.Mechanism is SpfMechanism.A or SpfMechanism.Mx && (term.Domain is null || term.Domain.Fixed is not null))
        {
            var target = term.Domain?.Fixed ?? domain;
            var answer = await dns.QueryAsync(target, term.Mechanism == SpfMechanism.Mx ? DnsType.Mx : DnsType.A, ct);
            // Over IPv6 receivers ask for AAAA: void only if there is neither.
            var isVoid = answer.IsAbsent && (term.Mechanism == SpfMechanism.Mx || (await dns.QueryAsync(target, DnsType.Aaaa, ct)).IsAbsent);
            if (isVoid)
            {
                Voids++;
                Advice.Add($"\"{term.Text}\" in the record of {domain} names what does not exist.");
            }
        }
    }

    private async ValueTask FollowRecordAsync(MacroString target, bool isOwn, CancellationToken ct)
    {
        if (target.Fixed is not { } name || ++_records > MaxRecords)
        {
            return;
        }

        if (!_open.Add(name))
        {
            Errors.Add($"The record of {name} includes itself.");
            return;
        }

        // Two ways to one record are no error; each costs its lookups.
        if (await ReadAsync(name, ct) is { } record)
        {
            await CountAsync(name, record, isOwn, ct);
        }

        _open.Remove(name);
    }
}

using System.Net;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Blocklists;
using Moderation.Mail.Dkim;
using Moderation.Mail.Dmarc;
using Moderation.Mail.Dns;
using Moderation.Mail.Spf;

namespace Moderation.Mail.Published;

/// <summary>A sender, as the relay would send for it.</summary>
/// <param name="From">The domain of From.</param>
/// <param name="Signing">The domain that signs (d=).</param>
/// <param name="Selector">Of the key that signs (s=); null while there is none.</param>
/// <param name="PublicKey">The public half of the key that signs: SubjectPublicKeyInfo, DER. Empty while there is none.</param>
/// <param name="Envelope">The domain of the return path.</param>
/// <param name="Pool">The addresses that may send the mail.</param>
public sealed record SendingQuestion(DomainName From, DomainName Signing, string? Selector, ReadOnlyMemory<byte> PublicKey, DomainName Envelope, IReadOnlyList<IPAddress> Pool)
{
    /// <summary>The domain of Reply-To; null where answers go to From.</summary>
    public DomainName? ReplyTo { get; init; }
}

/// <summary>Gathers from the DNS whether receivers would take mail for what it says.</summary>
/// <param name="dns">Where records are looked up.</param>
/// <param name="blocklists">Asked about the sending domain.</param>
/// <param name="time">For the time of the facts, and SPF's limit.</param>
public sealed class SendingChecks(IDnsResolver dns, BlocklistCheck blocklists, TimeProvider time)
{
    private readonly SpfVerifier _spf = new(dns, time);
    private readonly DmarcVerifier _dmarc = new(dns, PublicSuffixList.Default);

    public async Task<SenderFacts> GatherAsync(SendingQuestion question, CancellationToken ct)
    {
        var at = time.GetUtcNow();
        // Side by side: a server that is silent then costs its time-out once.
        var dkim = DkimAsync(question, ct);
        var spf = SpfAsync(question, ct);
        var replies = RepliesAsync(question.ReplyTo ?? question.From, ct);
        var listings = blocklists.AsksDomains
            ? blocklists.DomainAsync(PublicSuffixList.Default.RegistrableDomain(question.From.Ascii) ?? question.From.Ascii, ct)
            : Task.FromResult(Fact.Unknown<IReadOnlyList<Listing>>("no blocklist is configured"));
        return new SenderFacts
        {
            SigningDomain = question.Signing,
            EnvelopeDomain = question.Envelope,
            At = at,
            Dkim = await dkim,
            Spf = await spf,
            Dmarc = await DmarcAsync(question, await dkim, await spf, ct),
            Replies = await replies,
            Listings = await listings,
        };
    }

    private async Task<Fact<Proof>> DkimAsync(SendingQuestion question, CancellationToken ct)
    {
        if (question.Selector is not { Length: > 0 } selector || question.PublicKey.IsEmpty)
        {
            return new Proof(false, $"{question.Signing} has no key that signs.");
        }

        var name = DkimKey.RecordName(selector, question.Signing);
        var answer = await dns.QueryAsync(name, DnsType.Txt, ct);
        if (answer.Outcome == DnsOutcome.TemporaryFailure)
        {
            return NotKnown(answer);
        }

        var records = answer.Of<TxtRecord>().Select(txt => txt.Text).ToList();
        if (records is not [var text])
        {
            // RFC 6376 §3.6.2.2: of several a verifier may take either.
            return new Proof(false, records.Count == 0 ? $"{name} has no record." : $"{name} has {records.Count} records; there may be one.");
        }

        if (DkimKeyRecord.Parse(text, out var record) is { } wrong)
        {
            return new Proof(false, $"{name} {wrong}: {Show(text)}");
        }

        return IsOurs(record!, question.PublicKey.Span) ? new Proof(true, $"{name} holds our key: {Show(text)}")
            : new Proof(false, $"{name} holds another key than the one that signs: {Show(text)}");
    }

    // Either form of an RSA key may be published; compared as keys, not as bytes.
    private static bool IsOurs(DkimKeyRecord record, ReadOnlySpan<byte> ours)
    {
        if (record.PublicKey.AsSpan().SequenceEqual(ours))
        {
            return true;
        }

        using var published = record.IsEd25519 ? null : record.ToRsa();
        return published is not null && published.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(ours);
    }

    private async Task<Fact<Proof>> SpfAsync(SendingQuestion question, CancellationToken ct)
    {
        if (question.Pool.Count == 0)
        {
            return Fact.Unknown<Proof>("no address is known that would send the mail");
        }

        var outcomes = await Task.WhenAll(question.Pool.Distinct().Select(async address =>
            (Address: address, Outcome: await _spf.CheckAsync(new SpfRequest(address, question.Envelope.Ascii, "bounces@" + question.Envelope.Ascii), ct))));
        var refused = outcomes.Where(one => one.Outcome.Result is not (SpfResult.Pass or SpfResult.TempError)).ToList();
        if (refused is [var first, ..])
        {
            return new Proof(false, $"{first.Address} may not send for {question.Envelope}{(refused.Count > 1 ? $", nor may {refused.Count - 1:N0} more" : "")}: {first.Outcome.Result.ToString().ToLowerInvariant()}. {first.Outcome.Reason}");
        }

        return Array.Find(outcomes, one => one.Outcome.Result == SpfResult.TempError) is { Address: not null } silent
            ? Fact.Unknown<Proof>($"SPF of {question.Envelope} for {silent.Address}: {silent.Outcome.Reason.TrimEnd('.')}")
            : new Proof(true, $"{(outcomes.Length == 1 ? $"{outcomes[0].Address} may" : $"All {outcomes.Length:N0} addresses may")} send for {question.Envelope}. {outcomes[0].Outcome.Reason}");
    }

    private async Task<Fact<Proof>> DmarcAsync(SendingQuestion question, Fact<Proof> dkim, Fact<Proof> spf, CancellationToken ct)
    {
        var known = await VerifyAsync(question, Passes(dkim, unknown: false), Passes(spf, unknown: false), ct);
        if (known.Verdict == DmarcVerdict.Fail && !(dkim.IsKnown && spf.IsKnown)
            && (await VerifyAsync(question, Passes(dkim, unknown: true), Passes(spf, unknown: true), ct)).Verdict == DmarcVerdict.Pass)
        {
            // It passes or fails with what could not be looked up.
            return Fact.Unknown<Proof>(dkim.IsKnown ? spf.Why : dkim.Why);
        }

        return known.Verdict switch
        {
            DmarcVerdict.TempError => Fact.Unknown<Proof>(known.Discovery.Problem?.TrimEnd('.') ?? "the DMARC record could not be looked up"),
            DmarcVerdict.None => new Proof(false, $"{question.From} has no DMARC record that receivers can use, nor has a domain above it."),
            DmarcVerdict.Pass => new Proof(true, $"{Record(known)} {Aligned(known)}"),
            _ => new Proof(false, $"{Record(known)} Neither DKIM ({question.Signing}) nor SPF ({question.Envelope}) passes for a domain aligned with {question.From}."),
        };
    }

    private ValueTask<DmarcResult> VerifyAsync(SendingQuestion question, bool dkim, bool spf, CancellationToken ct) =>
        _dmarc.VerifyAsync(question.From.Ascii, spf ? question.Envelope.Ascii : null, dkim ? [question.Signing.Ascii] : [], ct);

    private static bool Passes(Fact<Proof> fact, bool unknown) => fact.TryGet(out var proof) ? proof.Passes : unknown;

    private static string Record(DmarcResult result) => $"_dmarc.{result.Discovery.RecordDomain}: {Show(result.Discovery.Record!.Text)}";

    private static string Aligned(DmarcResult result)
    {
        var record = result.Discovery.Record!;
        var aligned = result.Identifiers.Where(one => one.IsSame || (one.SharesRegistrableDomain && !(one.IsDkim ? record.IsDkimStrict : record.IsSpfStrict)));
        return $"{string.Join(" and ", aligned.Select(one => $"{(one.IsDkim ? "DKIM" : "SPF")} for {one.Domain}"))} passes and is aligned.";
    }

    private async Task<Fact<Proof>> RepliesAsync(DomainName domain, CancellationToken ct)
    {
        var mx = await dns.QueryAsync(domain.Ascii, DnsType.Mx, ct);
        if (mx.Outcome == DnsOutcome.TemporaryFailure)
        {
            return NotKnown(mx);
        }

        if (mx.Of<MxRecord>().MinBy(record => record.Preference) is { } exchanger)
        {
            // RFC 7505: a null MX says that the domain takes no mail.
            return exchanger.Exchange.Length == 0 ? new Proof(false, $"{domain} says that it takes no mail (MX \".\").") : new Proof(true, $"{domain} takes mail at {exchanger.Exchange}.");
        }

        // RFC 5321 §5.1: without MX, the host itself.
        foreach (var type in (DnsType[])[DnsType.A, DnsType.Aaaa])
        {
            var address = await dns.QueryAsync(domain.Ascii, type, ct);
            if (address.Outcome == DnsOutcome.TemporaryFailure)
            {
                return NotKnown(address);
            }

            if (address.Of<AddressRecord>().FirstOrDefault() is { } host)
            {
                return new Proof(true, $"{domain} has no MX; its own address {host.Address} takes the mail.");
            }
        }

        return new Proof(false, mx.Outcome == DnsOutcome.NxDomain ? $"{domain} does not exist." : $"{domain} has neither MX nor address, so mail to it has nowhere to go.");
    }

    private static Fact<Proof> NotKnown(DnsAnswer answer) => Fact.Unknown<Proof>(answer.Problem?.TrimEnd('.') ?? "the DNS could not say");

    // Records are hostile text: one line of printable ASCII.
    private static string Show(string text) => string.Concat(text.Take(200).Select(c => c is >= ' ' and <= '~' ? c : '?')) + (text.Length > 200 ? "…" : "") + (text.EndsWith('.') ? "" : ".");
}

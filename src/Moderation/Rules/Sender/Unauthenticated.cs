using Moderation.Campaigns;

namespace Moderation.Rules.Sender;

/// <summary>Mail that receivers cannot attribute to the domain in From.</summary>
public sealed class Unauthenticated : IRule
{
    public RuleInfo Info { get; } = new(
        "sender.unauthenticated",
        "Sender that is not authenticated",
        "Gmail, Yahoo and Microsoft refuse mail that neither DKIM nor SPF ties to the domain in From. Without that anybody could send in your name.",
        "Publish the DNS records that the page of your sending domain shows, and check it there.",
        Severity.Block,
        Needs.Account | Needs.Network,
        "Bulk sender requirements of Gmail, Yahoo and Microsoft; RFC 9989, RFC 6376, RFC 7208.")
    {
        Examples = [new("No DMARC record, and no DKIM key in the DNS", "DKIM signs with the domain in From, and DMARC has p=none")],
    };

    public IEnumerable<Finding> Check(Submission submission, Thresholds thresholds)
    {
        var where = new Where(Part.Headers, null, null, submission.Content.FromAddress?.ToString());
        if (submission.Sender is not { } sender)
        {
            yield return Unknown.Because(Info, "the DNS of the sender was not asked", where);
            yield break;
        }

        if (!sender.Dkim.TryGet(out var dkim) || !sender.Dmarc.TryGet(out var dmarc))
        {
            yield return Unknown.Because(Info, sender.Dkim.IsKnown ? $"DMARC: {sender.Dmarc.Why}" : $"DKIM: {sender.Dkim.Why}", where, [.. Seen(sender)]);
        }
        else if (!dkim.Passes || !dmarc.Passes)
        {
            var message = (dkim.Passes, dmarc.Passes) switch
            {
                (false, false) => "Neither DKIM nor DMARC would pass: receivers cannot tell that the mail is yours.",
                (false, true) => $"DKIM would not pass: the key of {sender.SigningDomain} in the DNS is not the one that signs.",
                _ => "DMARC would not pass: neither DKIM nor SPF speaks for the domain in From.",
            };
            yield return new Finding(Info.Code, Info.Severity, message, where, [.. Seen(sender)], Info.Fix);
        }
        else if (sender.Spf.TryGet(out var spf) && !spf.Passes)
        {
            yield return new Finding(Info.Code, Severity.Advise, $"SPF would not pass for {sender.EnvelopeDomain}. DKIM speaks for the mail, so it arrives; some receivers want both.", where, [.. Seen(sender)],
                "Add the servers of the pool to the SPF record of the return path.");
        }
    }

    private static IEnumerable<Evidence> Seen(SenderFacts sender)
    {
        foreach (var (name, fact) in ((string, Fact<Proof>)[])[("DKIM", sender.Dkim), ("SPF", sender.Spf), ("DMARC", sender.Dmarc)])
        {
            yield return new Evidence(name, fact.TryGet(out var proof) ? $"{(proof.Passes ? "passes" : "fails")}: {Excerpt.Of(proof.Seen)}" : $"unknown: {fact.Why}");
        }

        yield return new Evidence("asked", sender.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'"));
    }
}

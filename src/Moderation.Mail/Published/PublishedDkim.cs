using System.Security.Cryptography;
using Moderation.Mail.Dkim;
using Moderation.Mail.Dns;

namespace Moderation.Mail.Published;

/// <summary>DKIM keys (RFC 6376 §3.6.1). Selectors cannot be listed from outside, so only named and usual ones are seen.</summary>
internal sealed class PublishedDkim(IDnsResolver dns)
{
    /// <summary>What large providers and common guides use.</summary>
    private static readonly string[] Usual =
        ["default", "dkim", "mail", "email", "smtp", "key1", "key2", "k1", "k2", "k3", "s1", "s2", "selector1", "selector2", "google", "sig1", "mandrill", "mxvault", "pm", "zoho", "protonmail", "fm1", "fm2", "fm3"];

    public async Task<PublishedCheck> CheckAsync(PublishedQuestion question, CancellationToken ct)
    {
        var check = new PublishedCheck("DKIM");
        var found = 0;
        string? problem = null;
        var selectors = question.Selectors.Count > 0 ? question.Selectors : Usual;
        var answers = await Task.WhenAll(selectors.Select(selector => dns.QueryAsync($"{selector}._domainkey.{question.Domain}", DnsType.Txt, ct).AsTask()));
        foreach (var (selector, answer) in selectors.Zip(answers))
        {
            var name = $"{selector}._domainkey.{question.Domain}";
            problem = answer.Outcome == DnsOutcome.TemporaryFailure ? answer.Problem ?? $"{name} could not be looked up." : problem;
            var records = answer.Of<TxtRecord>().Select(txt => txt.Text).Where(text => text.Contains("p=", StringComparison.Ordinal)).ToList();
            found += records.Count > 0 ? 1 : 0;
            if (records.Count > 0)
            {
                Judge(check, name, records, isNamed: question.Selectors.Count > 0);
            }
            else if (question.Selectors.Count > 0 && answer.IsAbsent)
            {
                check.Blame($"{name} has no key, so mail signed with the selector \"{selector}\" fails.");
                SuggestKey(check, name);
            }
        }

        if (problem is not null && (question.Selectors.Count > 0 || found == 0))
        {
            check.NotKnown(problem);
        }
        else if (found == 0 && question.Selectors.Count == 0)
        {
            await NoneAsync(check, question.Domain, ct);
        }

        return check;
    }

    /// <summary>RFC 8020: when the name above does not exist, nothing below it does.</summary>
    private async Task NoneAsync(PublishedCheck check, string domain, CancellationToken ct)
    {
        var above = await dns.QueryAsync("_domainkey." + domain, DnsType.Txt, ct);
        if (above.Outcome == DnsOutcome.NxDomain)
        {
            check.Blame($"{domain} publishes no DKIM key at all.");
            SuggestKey(check, "SELECTOR._domainkey." + domain);
        }
        else
        {
            check.NotKnown("none of the usual selectors has a key. Name yours with --selector; it is s= in the DKIM-Signature of a mail.");
        }
    }

    private static void Judge(PublishedCheck check, string name, List<string> records, bool isNamed)
    {
        records.ForEach(record => check.Saw($"{name}: {record}"));
        if (records.Count > 1)
        {
            check.Blame($"{name} has {records.Count} keys; a verifier may take either (RFC 6376 §3.6.2.2). Keep one.");
            return;
        }

        if (!TagList.TryParse(records[0], out var tags, out var error))
        {
            check.Blame($"{name} is malformed: {error}.");
            SuggestKey(check, name);
            return;
        }

        var key = TagList.WithoutSpace(tags.GetValueOrDefault("p", ""));
        if (key.Length == 0)
        {
            // Revoked on purpose (RFC 6376 §3.6.1): wrong only where somebody signs with it.
            Action<string> tell = isNamed ? check.Blame : check.Advise;
            tell($"{name} is revoked: its p= is empty. That is right for an old selector.");
            return;
        }

        if (tags.GetValueOrDefault("t", "").Split(':').Any(flag => flag.Trim() == "y"))
        {
            check.Advise($"{name} says t=y, which is for testing: receivers may treat the mail as unsigned. Take it out.");
        }

        JudgeKey(check, name, records[0]);
    }

    private static void JudgeKey(PublishedCheck check, string name, string text)
    {
        if (DkimKeyRecord.Parse(text, out var record) is { } wrong)
        {
            check.Blame($"{name} {wrong}.");
            SuggestKey(check, name);
            return;
        }

        if (record!.IsEd25519)
        {
            // RFC 8463 §4: 32 octets, bare.
            check.Saw($"{name}: Ed25519");
            if (record.PublicKey.Length != 32)
            {
                check.Blame($"{name} is no Ed25519 key: its p= has to be 32 octets in base64.");
            }

            return;
        }

        using var rsa = record.ToRsa();
        if (rsa is null)
        {
            check.Blame($"{name} holds no RSA key that can be read; often a part of it was lost when it was pasted.");
            SuggestKey(check, name);
            return;
        }

        JudgeSize(check, name, rsa);
    }

    private static void JudgeSize(PublishedCheck check, string name, RSA rsa)
    {
        check.Saw($"{name}: RSA, {rsa.KeySize} bits");
        switch (rsa.KeySize)
        {
            case < 1024:
                // RFC 8301 §3.2.
                check.Blame($"{name} has {rsa.KeySize} bits; receivers ignore RSA keys below 1,024. Make one of 2,048.");
                break;
            case < 2048:
                check.Advise($"{name} has {rsa.KeySize} bits; RFC 8301 asks for 2,048. Change it at the next rotation.");
                break;
            case > 2048:
                check.Advise($"{name} has {rsa.KeySize} bits; some gateways cannot verify more than 2,048.");
                break;
            default:
                break;
        }
    }

    private static void SuggestKey(PublishedCheck check, string name) =>
        check.Suggest(name, "TXT", "v=DKIM1; k=rsa; p=PUBLIC-KEY (2,048 bits, in base64; your sending service shows it)");
}

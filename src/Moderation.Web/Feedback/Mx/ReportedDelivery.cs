using Moderation.Accounts;
using Moderation.Mail.Reports;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback.Mx;

/// <summary>Finds the delivery that a complaint is about, by what we signed: the trace field, the envelope sender, the Message-ID, in this order.</summary>
internal sealed class ReportedDelivery(DeliveryTargets targets, MxOptions options)
{
    /// <summary>Stands in every message, and in reports that hide who complained.</summary>
    public const string TraceField = "X-Campaign-Trace";

    /// <summary>RFC 9477 §3.3.4: reports repeat it.</summary>
    public const string CfblField = "CFBL-Feedback-ID";

    // Each costs a comparison; nobody repeats the field so often.
    private const int MostTraces = 5;

    /// <param name="report">A complaint.</param>
    /// <param name="verp">The token of the address to which it came, when it came to an envelope sender of ours.</param>
    /// <param name="ct">Ends the looking.</param>
    /// <returns>The delivery, or null; and whether something in the report looks like our signature and is none.</returns>
    public async Task<(DeliveryTarget? Target, bool IsForged)> FindAsync(Report report, string? verp, CancellationToken ct)
    {
        var isForged = false;
        foreach (var (purpose, token) in Candidates(report, verp))
        {
            if (await targets.FindInMailboxAsync(purpose, token, ct) is { } target)
            {
                return (target, false);
            }

            // A Message-ID at somebody else's domain may look like anything.
            isForged |= purpose != TokenPurpose.MessageId;
        }

        return (null, isForged);
    }

    private IEnumerable<(TokenPurpose Purpose, string Token)> Candidates(Report report, string? verp)
    {
        var original = report.OriginalHeaders;
        foreach (var field in (original?.All(TraceField) ?? []).Concat(original?.All(CfblField) ?? []).Take(MostTraces))
        {
            yield return (TokenPurpose.Trace, field.Value);
        }

        foreach (var address in report.EnvelopeAddresses)
        {
            if (EmailAddress.TryParse(address, out _) && MxAddress.Read(address, options) is { Mailbox: MxMailbox.Bounce, Token: var token })
            {
                yield return (TokenPurpose.Verp, token);
            }
        }

        if (verp is not null)
        {
            yield return (TokenPurpose.Verp, verp);
        }

        foreach (var id in report.MessageIds)
        {
            yield return (TokenPurpose.MessageId, id[..id.IndexOf('@', StringComparison.Ordinal)]);
        }
    }
}

using Moderation.Delivery;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Feedback.Mx;

/// <summary>A delivery report that came to the envelope sender of one delivery: the signed address says which, its body says why.</summary>
internal sealed class Bounces(FeedbackWriter writer, MxLog log)
{
    /// <summary>Durable when this returns.</summary>
    public async Task TakeAsync(DeliveryTarget target, Report report, ReceivedMessage message, CancellationToken ct)
    {
        // RFC 3464 §2.3.3: "delayed" is tried again, "relayed", "expanded" and "delivered" are good news.
        if (report.Recipients.FirstOrDefault(recipient => recipient.Action == DeliveryAction.Failed) is not { } failed)
        {
            await log.CountAsync("bounce", "not final", message.Peer.Address, $"campaign {target.Reference.Campaign}, {(report.Recipients is [var first, ..] ? first.Action?.ToString().ToLowerInvariant() : "no recipient")}", programme: null, ct);
            return;
        }

        var source = failed.RemoteMta ?? report.ReportingMta;
        await writer.BounceAsync(new Returned(
            target, KindOf(failed), Status(failed), FeedbackText.Clean(failed.Diagnostic), FeedbackText.Clean(source) is { Length: > 0 } name ? name : message.Peer.Address.ToString(), message.At));
    }

    internal static BounceKind KindOf(ReportedRecipient failed) => failed switch
    {
        { IsExpired: true } => BounceKind.Expired,
        { Class: BounceClass.Hard } => BounceKind.Hard,
        { Class: BounceClass.Block } => BounceKind.Block,
        { Status: { } status } when status.EndsWith(".2.2", StringComparison.Ordinal) => BounceKind.Full,
        _ => BounceKind.Soft,
    };

    // Ours has three numbers of at most three digits; whatever else stands there is no status code.
    private static string? Status(ReportedRecipient failed) =>
        failed.Status is { } status && EnhancedStatus.TryRead(status, out var read, out _) ? read.ToString() : null;
}

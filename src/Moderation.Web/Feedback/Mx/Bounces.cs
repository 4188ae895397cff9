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

    internal static BounceKind KindOf(ReportedRecipient failed) => KindOf(failed.IsExpired, failed.Class, failed.Status);

    /// <summary>The same for a report and for a line of a log.</summary>
    internal static BounceKind KindOf(bool isExpired, BounceClass? @class, string? status) => @class switch
    {
        _ when isExpired => BounceKind.Expired,
        BounceClass.Hard => BounceKind.Hard,
        BounceClass.Block => BounceKind.Block,
        _ when status?.EndsWith(".2.2", StringComparison.Ordinal) == true => BounceKind.Full,
        _ => BounceKind.Soft,
    };

    // Ours has three numbers of at most three digits; whatever else stands there is no status code.
    private static string? Status(ReportedRecipient failed) =>
        failed.Status is { } status && EnhancedStatus.TryRead(status, out var read, out _) ? read.ToString() : null;
}

using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;

namespace Moderation.Web.Feedback.Mx;

/// <summary>
/// Reports of feedback loops (RFC 5965) and of RFC 9477. Acts when the report names a delivery by our own signature and comes from a
/// programme that the admin has joined, or is signed by its own From.
/// </summary>
internal sealed class Complaints(ReportedDelivery deliveries, ReportSigners signers, Programmes programmes, FeedbackWriter writer, MxLog log, MxOptions options)
{
    private const string Kind = "complaint";

    // The reader pressed "this is spam" or "this is phishing". The other types tell of something else (RFC 5965 §7.3, RFC 6430, RFC 6591).
    private static readonly HashSet<string> Complaining = new(StringComparer.Ordinal) { "abuse", "fraud", "opt-out", "opt-out-list" };

    private static readonly SmtpReply Taken = new(250, new EnhancedStatus(2, 0, 0), "Ok: taken");

    /// <param name="report">The complaint.</param>
    /// <param name="verp">Of the address to which it came, when that was an envelope sender.</param>
    /// <param name="message">As it came.</param>
    /// <param name="parsed">The same, read.</param>
    /// <param name="ct">Ends the look-ups, not the writing.</param>
    public async Task<SmtpReply> TakeAsync(Report report, string? verp, ReceivedMessage message, MimeMessage parsed, CancellationToken ct)
    {
        var signedBy = await signers.OfAsync(message.Data, parsed, ct);
        var source = options.SourceOf(message.Peer.Address, parsed.Headers.All("Received").Select(field => field.Value));
        var programme = await programmes.RecogniseAsync(signedBy, source, ct);
        var said = $"{report.FeedbackType ?? "no type"} from {parsed.From?.Address.Domain.Ascii ?? "nobody"}, signed by {(signedBy.Count > 0 ? string.Join(' ', signedBy) : "nobody")}, {report.Feedback?.UserAgent}";
        Task LogAsync(string result) => log.CountAsync(Kind, result, source ?? message.Peer.Address, said, programme?.Id, ct);

        var (target, isForged) = await deliveries.FindAsync(report, verp, ct);
        if (target is null)
        {
            await LogAsync(isForged ? "forged" : "not ours");
            // RFC 6650 §5: what nobody can act on is taken and dropped; what pretends to be ours is not.
            return isForged ? new SmtpReply(550, new EnhancedStatus(5, 7, 1), "The report names a delivery by a signature that is not ours") : Taken;
        }

        if (programme is null && signedBy.Count == 0)
        {
            await LogAsync("untrusted");
            return new SmtpReply(550, new EnhancedStatus(5, 7, 1), "Reports are taken from known feedback loops, or with a valid DKIM signature aligned with From");
        }

        if (report.FeedbackType is not { } type || !Complaining.Contains(type))
        {
            await LogAsync("no complaint");
            return Taken;
        }

        var name = FeedbackText.Clean(programme?.Name ?? signedBy[0]);
        var isNew = await writer.ComplainAsync(new Returned(target, Class: null, Status: null, FeedbackText.Clean($"{type}, {report.Feedback?.UserAgent}"), name, message.At));
        await LogAsync(isNew ? "counted" : "repeated");
        return Taken;
    }
}

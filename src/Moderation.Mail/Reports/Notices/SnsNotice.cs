using System.Text.Json;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Reports.Notices;

/// <summary>Amazon SES tells of bounces, complaints and deliveries as JSON, which SNS mails: docs.aws.amazon.com/ses, "notification contents".</summary>
internal static class SnsNotice
{
    private const int MostRecipients = 1_000;

    public static Report? Read(ReportParts parts)
    {
        if (parts.Message.From?.Address.Domain.Ascii != "sns.amazonaws.com" || parts.Message.Text is not { } text)
        {
            return null;
        }

        try
        {
            return Read(parts, text, isInner: false);
        }
        catch (Exception problem) when (problem is JsonException or InvalidOperationException)
        {
            // No JSON, or values of other kinds than Amazon writes.
            return null;
        }
    }

    private static Report? Read(ReportParts parts, string text, bool isInner)
    {
        using var document = JsonDocument.Parse(Json(text));
        var root = document.RootElement;
        if (!isInner && Text(root, "Message") is { } inner)
        {
            return Read(parts, inner, isInner: true);
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        parts.MayBeOriginalId(Text(Object(Object(root, "mail"), "commonHeaders"), "messageId"));

        return Text(root, "notificationType") switch
        {
            "Bounce" => new Report { Kind = ReportKind.Dsn, Format = "amazon-sns", Recipients = Bounced(Object(root, "bounce")), ReportingMta = Text(Object(root, "bounce"), "reportingMTA") },
            "Complaint" => new Report
            {
                Kind = ReportKind.Arf,
                Format = "amazon-sns",
                Feedback = new Feedback { Type = Text(Object(root, "complaint"), "complaintFeedbackType")?.ToLowerInvariant() ?? "abuse", UserAgent = Text(Object(root, "complaint"), "userAgent") },
                Recipients = [.. Items(Object(root, "complaint"), "complainedRecipients").Select(one => Text(one, "emailAddress")).OfType<string>().Select(address => new ReportedRecipient(address, null, null, null, null))],
            },
            "Delivery" => new Report
            {
                Kind = ReportKind.Dsn,
                Format = "amazon-sns",
                Recipients = [.. Items(Object(root, "delivery"), "recipients").Select(one => one.GetString()).OfType<string>().Select(address => new ReportedRecipient(address, DeliveryAction.Delivered, null, OneLine.Of(Text(Object(root, "delivery"), "smtpResponse")), null))],
            },
            _ => null,
        };
    }

    private static List<ReportedRecipient> Bounced(JsonElement bounce)
    {
        // Where there is no diagnostic, Amazon's own word: Permanent, Transient, Undetermined.
        var isPermanent = Text(bounce, "bounceType") == "Permanent";
        var recipients = new List<ReportedRecipient>();
        foreach (var one in Items(bounce, "bouncedRecipients"))
        {
            if (Text(one, "emailAddress") is not { } address)
            {
                continue;
            }

            var diagnostic = OneLine.Of(Text(one, "diagnosticCode"));
            EnhancedStatus? status = EnhancedStatus.TryRead(Text(one, "status") ?? "", out var read, out _) ? read : null;
            var bounced = BounceClassifier.Classify(status, diagnostic ?? "", out var decided);
            bounced = bounced == BounceClass.Unknown && Text(bounce, "bounceSubType") is { } kind
                ? (isPermanent, kind) switch
                {
                    (true, "NoEmail" or "Suppressed" or "OnAccountSuppressionList") => BounceClass.Hard,
                    (false, "MailboxFull" or "MessageTooLarge") => BounceClass.Soft,
                    (false, "ContentRejected" or "AttachmentRejected") => BounceClass.Block,
                    _ => bounced,
                }
                : bounced;
            recipients.Add(new ReportedRecipient(address, isPermanent ? DeliveryAction.Failed : Text(one, "action") == "delayed" ? DeliveryAction.Delayed : DeliveryAction.Failed, decided?.ToString(), diagnostic, bounced));
        }

        return recipients;
    }

    // SNS breaks long lines by a line break and a space, within strings too, and signs off behind "--".
    private static string Json(string text)
    {
        var end = text.LastIndexOf("\n--", StringComparison.Ordinal);
        return (end < 0 ? text : text[..end]).Replace("\r", "", StringComparison.Ordinal).Replace("\n ", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Take(MostRecipients) : [];

    private static JsonElement Object(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

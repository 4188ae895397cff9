using System.Text.Json;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Logs;

/// <summary>Lines of KumoMTA's log, each a JSON object (docs.kumomta.com, "Log Record"). Its files are compressed; what is read here is plain.</summary>
public static class KumoLog
{
    /// <param name="line">Without its line end.</param>
    public static LogLine Read(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement is { ValueKind: JsonValueKind.Object } record && Text(record, "type") is { } type && TimeOf(record) is { } at
                ? Of(record, type, at)
                : LogLine.Unreadable;
        }
        // JSON may escape half a surrogate pair, which is no text.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return LogLine.Unreadable;
        }
    }

    private static LogLine Of(JsonElement record, string type, DateTimeOffset at)
    {
        var kind = type switch
        {
            "Delivery" => LogLineKind.Delivered,
            "TransientFailure" => LogLineKind.Deferred,
            // OOB: a report that came back to KumoMTA; its sender is the envelope sender of what bounced.
            "Bounce" or "AdminBounce" or "OOB" => LogLineKind.Bounced,
            "Expiration" => LogLineKind.Expired,
            // Feedback as well: who signed a complaint stands nowhere in the log, and an unsigned one is believed by nobody.
            _ => LogLineKind.Other,
        };
        if (kind == LogLineKind.Other)
        {
            return new LogLine(kind, at);
        }

        var (status, reply) = Response(record);
        EnhancedStatus? decided = status;
        BounceClass? bounce = kind != LogLineKind.Bounced ? null
            // Somebody of the provider's threw it away: nothing was said of the address.
            : type == "AdminBounce" ? BounceClass.Block
            : BounceClassifier.Classify(status, reply, out decided);
        return new LogLine(kind, at)
        {
            QueueId = Text(record, "id") ?? "",
            Sender = Text(record, "sender") ?? "",
            Recipient = record.TryGetProperty("recipient", out var to) ? to switch
            {
                { ValueKind: JsonValueKind.String } => to.GetString(),
                { ValueKind: JsonValueKind.Array } => to.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()).FirstOrDefault(),
                _ => null,
            } : null,
            Server = record.TryGetProperty("peer_address", out var peer) && Text(peer, "name") is { } name ? OneLine.Of(name.TrimEnd('.')) : null,
            Status = decided?.ToString(),
            Class = bounce,
            Reply = reply,
        };
    }

    private static (EnhancedStatus? Status, string Reply) Response(JsonElement record)
    {
        if (!record.TryGetProperty("response", out var response) || response.ValueKind != JsonValueKind.Object)
        {
            return (null, "");
        }

        EnhancedStatus? status = response.TryGetProperty("enhanced_code", out var code) && Number(code, "class") is { } one && Number(code, "subject") is { } two && Number(code, "detail") is { } three
            && EnhancedStatus.TryRead($"{one}.{two}.{three}", out var read, out _) ? read : null;
        var basic = Number(response, "code") is { } number and >= 200 and < 600 ? $"{number} " : "";
        return (status, OneLine.Of($"{basic}{(status is null ? "" : $"{status} ")}{Text(response, "content")}") ?? "");
    }

    private static DateTimeOffset? TimeOf(JsonElement record)
    {
        if (record.TryGetProperty("event_time", out var exact) && exact.ValueKind == JsonValueKind.String && exact.TryGetDateTimeOffset(out var at))
        {
            return at.ToUniversalTime();
        }

        return record.TryGetProperty("timestamp", out var seconds) && seconds.ValueKind == JsonValueKind.Number && seconds.TryGetInt64(out var unix) && unix is >= 0 and < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(unix)
            : null;
    }

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Number(JsonElement of, string name) =>
        of.ValueKind == JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
}

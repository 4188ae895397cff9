using System.Buffers;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Logs;

/// <summary>
/// Lines of Postfix's log: "TIME HOST postfix/smtp[PID]: QUEUEID: to=&lt;…&gt;, …, dsn=5.1.1, status=bounced (…)". Fields are read
/// from the left, so that a stranger's words, which stand in the address and behind the status, never pass for a field.
/// </summary>
public static class PostfixLog
{
    private const int LongestQueueId = 30;

    private static readonly SearchValues<char> QueueIdCharacters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly SearchValues<char> FieldCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz_");

    /// <param name="line">Without its line end.</param>
    /// <param name="zone">Of the machine that wrote it: the traditional time names none.</param>
    /// <param name="now">For the year, which the traditional time leaves out.</param>
    public static LogLine Read(ReadOnlySpan<char> line, TimeZoneInfo zone, DateTimeOffset now)
    {
        if (!LogTime.TryRead(line, zone, now, out var at, out var rest))
        {
            return LogLine.Unreadable;
        }

        var host = rest.IndexOf(' ');
        var colon = rest.IndexOf(": ");
        if (host < 0 || colon < host)
        {
            return LogLine.Unreadable;
        }

        var other = new LogLine(LogLineKind.Other, at);
        var tag = rest[(host + 1)..colon];
        var message = rest[(colon + 2)..];
        var pid = tag.IndexOf('[');
        var program = pid < 0 ? tag : tag[..pid];
        // Instances and services have names of their own: postfix-out/smtp, postfix/relay/smtp.
        var slash = program.LastIndexOf('/');
        var end = message.IndexOf(": ");
        if (slash < 0 || end is < 1 or > LongestQueueId || message[..end].ContainsAnyExcept(QueueIdCharacters))
        {
            return other;
        }

        var id = message[..end].ToString();
        var said = message[(end + 2)..];
        return program[(slash + 1)..] switch
        {
            "qmgr" or "oqmgr" => OfQueueManager(other with { QueueId = id }, said),
            "postsuper" => said.SequenceEqual("removed") ? other with { Kind = LogLineKind.Removed, QueueId = id } : other,
            "smtp" or "lmtp" or "relay" or "local" or "virtual" or "pipe" or "error" or "retry" => OfDelivery(other with { QueueId = id }, said),
            _ => other,
        };
    }

    private static LogLine OfQueueManager(LogLine line, ReadOnlySpan<char> said)
    {
        if (said.SequenceEqual("removed"))
        {
            return line with { Kind = LogLineKind.Removed };
        }

        if (!TryField(ref said, out var name, out var value) || !name.SequenceEqual("from"))
        {
            return line;
        }

        var sender = line with { Kind = LogLineKind.Sender, Sender = Address(value) };
        return said.StartsWith("status=expired") || said.StartsWith("status=force-expired")
            ? sender with { Kind = LogLineKind.Expired, Reply = "Given up: its time in the queue was over." }
            : sender;
    }

    private static LogLine OfDelivery(LogLine line, ReadOnlySpan<char> said)
    {
        string? recipient = null, server = null;
        EnhancedStatus? dsn = null;
        while (!said.StartsWith("status="))
        {
            if (!TryField(ref said, out var name, out var value))
            {
                return line;
            }

            switch (name)
            {
                case "to":
                    recipient = Address(value);
                    break;
                case "relay":
                    server = value is "none" ? null : OneLine.Of(value);
                    break;
                case "dsn":
                    dsn = EnhancedStatus.TryRead(value, out var read, out _) ? read : null;
                    break;
            }
        }

        if (recipient is null)
        {
            return line;
        }

        said = said["status=".Length..];
        var space = said.IndexOf(' ');
        var status = space < 0 ? said : said[..space];
        var reply = OneLine.Of(Words(space < 0 ? default : said[(space + 1)..])) ?? "";
        line = line with { Recipient = recipient, Server = server, Status = dsn?.ToString(), Reply = reply };
        switch (status)
        {
            case "sent":
                return line with { Kind = LogLineKind.Delivered };
            case "deferred" or "SOFTBOUNCE":
                return line with { Kind = LogLineKind.Deferred };
            case "expired":
                return line with { Kind = LogLineKind.Expired };
            case "bounced":
                var bounce = BounceClassifier.Classify(dsn, reply, out var decided);
                return line with { Kind = LogLineKind.Bounced, Class = bounce, Status = decided?.ToString() };
            // Probes of addresses and whatever comes to be.
            default:
                return line;
        }
    }

    // "(host mx.example.org[192.0.2.1] said: 550 5.1.1 … (in reply to RCPT TO command))": the name of a host is no word of its reply.
    private static ReadOnlySpan<char> Words(ReadOnlySpan<char> text)
    {
        if (text is ['(', .., ')'])
        {
            text = text[1..^1];
        }

        if (text.StartsWith("host "))
        {
            foreach (var verb in (ReadOnlySpan<string>)[" said: ", " refused to talk to me: "])
            {
                var said = text.IndexOf(verb);
                if (said > 0)
                {
                    text = text[(said + verb.Length)..];
                    break;
                }
            }
        }

        var command = text.LastIndexOf(" (in reply to ");
        return command > 0 && text.EndsWith(" command)") ? text[..command] : text;
    }

    // "name=value, ": an address ends with its bracket, since a quoted local part may hold a comma.
    private static bool TryField(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> name, out ReadOnlySpan<char> value)
    {
        name = default;
        value = default;
        var equals = text.IndexOf('=');
        if (equals < 1 || text[..equals].ContainsAnyExcept(FieldCharacters))
        {
            return false;
        }

        name = text[..equals];
        text = text[(equals + 1)..];
        var end = text is ['<', ..] ? text.IndexOf(">, ") : text.IndexOf(", ");
        var length = text is ['<', ..] ? end + 1 : end;
        value = end < 0 ? text : text[..length];
        text = end < 0 ? default : text[(length + 2)..];
        return end >= 0;
    }

    private static string Address(ReadOnlySpan<char> value) => value is ['<', .., '>'] ? value[1..^1].ToString() : value.ToString();
}

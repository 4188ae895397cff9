using System.Text;
using Moderation.Accounts;
using Moderation.Delivery;
using Moderation.Mail.Logs;
using Moderation.Web.Feedback.Mx;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback.Logs;

/// <summary>A line on a delivery of ours.</summary>
internal sealed record SaidOfDelivery(DeliveryRef Delivery, LogLine Line);

/// <summary>What a chunk of a log says.</summary>
internal sealed class LogLines
{
    private readonly List<LogLine> _lines = [];

    private LogLines()
    {
    }

    public List<SaidOfDelivery> Said { get; } = [];

    /// <summary>Queue ids and whose message they stand for now; null for nobody's of ours.</summary>
    public Dictionary<string, DeliveryRef?> Queue { get; } = new(StringComparer.Ordinal);

    public int Foreign { get; private set; }
    public int Forged { get; private set; }
    public int Unreadable { get; private set; }
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>Queue ids whose sender stood before this chunk.</summary>
    public IReadOnlyCollection<string> Wanted
    {
        get
        {
            var named = new HashSet<string>(StringComparer.Ordinal);
            var wanted = new HashSet<string>(StringComparer.Ordinal);
            foreach (var line in _lines)
            {
                if (line.Sender is not null || line.Kind == LogLineKind.Removed)
                {
                    named.Add(line.QueueId);
                }
                else if (!named.Contains(line.QueueId))
                {
                    wanted.Add(line.QueueId);
                }
            }

            return wanted;
        }
    }

    public static LogLines Parse(LogChunk chunk, MailLogKind kind, TimeZoneInfo zone, DateTimeOffset now)
    {
        var lines = new LogLines();
        if (chunk.IsTooLong)
        {
            lines.Unreadable = 1;
            return lines;
        }

        foreach (var range in chunk.Bytes.AsSpan().Split((byte)'\n'))
        {
            var text = Encoding.UTF8.GetString(chunk.Bytes.AsSpan(range)).TrimEnd('\r');
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var line = kind == MailLogKind.Postfix ? PostfixLog.Read(text, zone, now) : KumoLog.Read(text);
            lines.LastAt = line.At ?? lines.LastAt;
            if (line.Kind == LogLineKind.Unreadable)
            {
                lines.Unreadable++;
            }
            else if (line.Kind != LogLineKind.Other)
            {
                lines._lines.Add(line);
            }
        }

        return lines;
    }

    /// <summary>Finds out whose deliveries the lines are about.</summary>
    /// <param name="stored">What is known of the <see cref="Wanted"/>.</param>
    /// <param name="bounceDomain">Of our envelope senders.</param>
    /// <param name="keys">Verify them.</param>
    /// <param name="ct">Ends it.</param>
    public async Task JudgeAsync(IReadOnlyDictionary<string, DeliveryRef> stored, DomainName bounceDomain, TokenKeys keys, CancellationToken ct)
    {
        foreach (var line in _lines)
        {
            DeliveryRef? delivery;
            if (line.Kind == LogLineKind.Removed)
            {
                Queue[line.QueueId] = null;
                continue;
            }

            if (line.Sender is { } sender)
            {
                delivery = await DeliveryOfAsync(sender, bounceDomain, keys, ct);
            }
            else
            {
                delivery = Queue.TryGetValue(line.QueueId, out var known) ? known : stored.TryGetValue(line.QueueId, out var before) ? before : null;
            }

            if (line.Kind == LogLineKind.Sender)
            {
                Queue[line.QueueId] = delivery;
            }
            else if (delivery is { } ours)
            {
                Said.Add(new SaidOfDelivery(ours, line));
            }
            else
            {
                Foreign++;
            }
        }
    }

    private async ValueTask<DeliveryRef?> DeliveryOfAsync(string sender, DomainName bounceDomain, TokenKeys keys, CancellationToken ct)
    {
        if (!EmailAddress.TryParse(sender, out var address) || MxAddress.BounceToken(address, bounceDomain) is not { } token)
        {
            return null;
        }

        var ring = await keys.RingAsync(TokenRing.ClaimedKeyOfMailbox(token), ct);
        if (ring.TryReadMailbox(TokenPurpose.Verp, token, out var delivery))
        {
            return delivery;
        }

        Forged++;
        return null;
    }
}

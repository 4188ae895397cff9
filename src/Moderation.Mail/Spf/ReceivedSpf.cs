using System.Text;

namespace Moderation.Mail.Spf;

/// <summary>The <c>Received-SPF</c> field (RFC 7208 §9.1).</summary>
public static class ReceivedSpf
{
    /// <summary>The value on one line: never a line break or a control, whatever the client said.</summary>
    public static string Value(SpfRequest request, SpfOutcome outcome)
    {
        var value = new StringBuilder($"{outcome.Result.ToString().ToLowerInvariant()} ({Comment(outcome.Reason)})");
        Add(value, "client-ip", request.Address.ToString());
        Add(value, "envelope-from", request.Sender);
        Add(value, "helo", request.Helo);
        Add(value, "receiver", request.Receiver);
        Add(value, "identity", request.Sender.Length == 0 ? "helo" : "mailfrom");
        if (outcome.Mechanism is not null)
        {
            Add(value, "mechanism", outcome.Mechanism);
        }

        return value.ToString();
    }

    private static void Add(StringBuilder value, string key, string text)
    {
        value.Append(value[^1] == ')' ? " " : "; ").Append(key).Append("=\"");
        foreach (var c in text)
        {
            // quoted-string (RFC 5322 §3.2.4).
            _ = c is '"' or '\\' ? value.Append('\\').Append(c) : value.Append(c is >= ' ' and <= '~' ? c : '?');
        }

        value.Append('"');
    }

    private static string Comment(string text) => string.Concat(text.Select(c => c is '(' or ')' or '\\' ? ' ' : c is >= ' ' and <= '~' ? c : '?'));
}

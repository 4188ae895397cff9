using System.Globalization;

namespace Moderation.Mail.Published;

/// <summary>A policy file (RFC 8461 §3.2).</summary>
/// <param name="Mode">enforce, testing or none.</param>
/// <param name="Exchangers">Patterns of mail servers; <c>*.</c> stands for one label.</param>
/// <param name="MaxAge">How long senders keep it.</param>
public sealed record MtaStsPolicy(string Mode, IReadOnlyList<string> Exchangers, TimeSpan MaxAge)
{
    /// <summary>RFC 8461 §3.2: about a year.</summary>
    private const int LongestAge = 31_557_600;

    /// <returns>What is wrong, one sentence; null with a policy.</returns>
    public static string? Parse(string text, out MtaStsPolicy? policy)
    {
        policy = null;
        var (version, mode, age, exchangers) = ("", "", -1, new List<string>());
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd('\r')).Where(line => line.Trim().Length > 0))
        {
            if (line.Split(':', 2) is not [var key, var value])
            {
                return "A line of the policy is not of the form key: value.";
            }

            value = value.Trim();
            switch (key.Trim())
            {
                // RFC 8461 §3.2: the first of doubled fields counts, but for mx.
                case "version" when version.Length == 0:
                    version = value;
                    break;
                case "mode" when mode.Length == 0:
                    mode = value;
                    break;
                case "max_age" when age < 0:
                    age = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestAge ? seconds : -2;
                    break;
                case "mx":
                    exchangers.Add(value);
                    break;
                default:
                    break;
            }
        }

        var wrong = version != "STSv1" ? "The policy does not say version: STSv1."
            : mode is not ("enforce" or "testing" or "none") ? "mode: has to be enforce, testing or none."
            : age < 0 ? "max_age: has to be a number of seconds, a year at most."
            : exchangers.Count == 0 && mode != "none" ? "The policy names no mail server (mx:)."
            : null;
        policy = wrong is null ? new MtaStsPolicy(mode, exchangers, TimeSpan.FromSeconds(age)) : null;
        return wrong;
    }

    /// <summary>Of the TXT record (RFC 8461 §3.1): a new one stands for a new policy.</summary>
    /// <returns>Null when the record is malformed.</returns>
    public static string? IdOf(string record) =>
        Dkim.TagList.TryParse(record, out var tags, out _) && tags.GetValueOrDefault("id", "").Trim() is { Length: > 0 and <= 32 } id && id.All(char.IsAsciiLetterOrDigit) ? id : null;

    /// <summary>RFC 8461 §4.1: the whole name, or one label for the star.</summary>
    public bool Allows(string host)
    {
        var name = host.TrimEnd('.');
        var parent = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return Exchangers.Any(pattern => pattern.StartsWith("*.", StringComparison.Ordinal)
            ? parent.Length < name.Length && Dns.DnsName.Same(pattern[2..], parent)
            : Dns.DnsName.Same(pattern, name));
    }
}

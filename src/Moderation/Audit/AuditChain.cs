using System.Security.Cryptography;
using System.Text;

namespace Moderation.Audit;

/// <summary>How the rows of a log are tied to each other.</summary>
internal static class AuditChain
{
    /// <summary>SHA-256 in hexadecimal over every part, each with its length before it, so that no two rows share an encoding.</summary>
    public static string Digest(params object?[] parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            var value = part is DateTimeOffset time ? time.UtcTicks.ToString() : part?.ToString() ?? "";
            text.Append(value.Length).Append(':').Append(value);
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>The time to the microsecond, as the database keeps it.</summary>
    public static DateTimeOffset Microseconds(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

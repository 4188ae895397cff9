using System.Globalization;

namespace Moderation.Mail.Smtp;

/// <summary>What a server offers in its answer to EHLO (RFC 5321 §4.1.1.1).</summary>
public sealed record SmtpCapabilities
{
    public static SmtpCapabilities None { get; } = new();

    /// <summary>RFC 2920.</summary>
    public bool Pipelining { get; init; }

    /// <summary>RFC 6152.</summary>
    public bool EightBitMime { get; init; }

    /// <summary>RFC 6531.</summary>
    public bool SmtpUtf8 { get; init; }

    /// <summary>RFC 3207.</summary>
    public bool StartTls { get; init; }

    /// <summary>Whether MAIL may carry SIZE= (RFC 1870).</summary>
    public bool Size { get; init; }

    /// <summary>The largest message in bytes, or null when the server names no limit.</summary>
    public long? MaxMessageBytes { get; init; }

    /// <summary>The AUTH mechanisms, upper case (RFC 4954).</summary>
    public IReadOnlyList<string> Auth { get; init; } = [];

    internal static SmtpCapabilities FromEhlo(SmtpReply reply)
    {
        var capabilities = new SmtpCapabilities();
        foreach (var line in reply.Text.Split('\n').Skip(1))
        {
            // Old servers write AUTH=PLAIN.
            var words = line.ToUpperInvariant().Split([' ', '='], StringSplitOptions.RemoveEmptyEntries);
            capabilities = words is [var keyword, .. var values] ? capabilities.With(keyword, values) : capabilities;
        }

        return capabilities;
    }

    private SmtpCapabilities With(string keyword, string[] values) => keyword switch
    {
        "PIPELINING" => this with { Pipelining = true },
        "8BITMIME" => this with { EightBitMime = true },
        "SMTPUTF8" => this with { SmtpUtf8 = true },
        "STARTTLS" => this with { StartTls = true },
        "SIZE" => this with
        {
            Size = true,
            MaxMessageBytes = values is [var most] && long.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes > 0 ? bytes : null,
        },
        "AUTH" => this with { Auth = [.. Auth, .. values] },
        _ => this,
    };
}

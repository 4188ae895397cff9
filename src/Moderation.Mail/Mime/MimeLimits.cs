namespace Moderation.Mail.Mime;

/// <summary>How much of a message is read before it is refused. The message itself is bounded by whoever received it.</summary>
public sealed record MimeLimits
{
    public static MimeLimits Default { get; } = new();

    /// <summary>Multiparts within multiparts. Real mail stays below 8.</summary>
    public int Depth { get; init; } = 24;

    /// <summary>Parts in the whole message, multiparts counted.</summary>
    public int Parts { get; init; } = 1000;

    /// <summary>Bytes of one header block.</summary>
    public int HeaderBytes { get; init; } = 256 * 1024;

    /// <summary>Header fields in one block.</summary>
    public int HeaderFields { get; init; } = 1000;
}

/// <summary>The message goes beyond a limit. The only exception that reading a message throws; the sentence can be shown.</summary>
public sealed class MimeFormatException(string message) : FormatException(message);

using System.Net;
using Moderation.Campaigns;

namespace Moderation.Mail.SpamFilters;

/// <summary>A spam filter that the administrator has configured: <see cref="Rspamd"/> or <see cref="SpamAssassin"/>.</summary>
public interface ISpamFilter
{
    /// <summary>Its name for people.</summary>
    string Engine { get; }

    /// <summary>Has a message scored.</summary>
    /// <param name="question">The message.</param>
    /// <param name="ct">Ends the waiting; the only thing that throws.</param>
    /// <returns>The score; unknown, with the reason, when the filter is silent or says what cannot be read.</returns>
    Task<SpamFacts> ScoreAsync(SpamQuestion question, CancellationToken ct);
}

/// <summary>A message as it would arrive at a receiver. Without the rest a filter takes it for mail of a stranger and says so in its score.</summary>
/// <param name="Message">Raw, with CRLF line ends, rendered for one recipient and signed.</param>
public sealed record SpamQuestion(ReadOnlyMemory<byte> Message)
{
    /// <summary>The return path, without brackets.</summary>
    public string? EnvelopeFrom { get; init; }

    /// <summary>The recipient that it is rendered for.</summary>
    public string? Recipient { get; init; }

    /// <summary>The address of the pool that would send it.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The name of that address, as it says in EHLO and as its PTR has it.</summary>
    public string? HostName { get; init; }
}

/// <summary>Where a filter listens and how long it is waited for.</summary>
public sealed record SpamFilterOptions
{
    /// <summary>From connecting to the last byte of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A larger message is not sent to the filter.</summary>
    public int MaxMessageBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>A longer answer is not read.</summary>
    public int MaxAnswerBytes { get; init; } = 1024 * 1024;
}

using System.Threading.Channels;
using Moderation.Accounts;
using Moderation.Web.Relay;

namespace Moderation.Web.Tests.Hosting;

/// <summary>Catches what the console mails to its users, which leaves after the page has answered.</summary>
public sealed class Postbox : IMailer
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<Letter> _letters = Channel.CreateUnbounded<Letter>();

    /// <summary>What each mail waits for before it arrives.</summary>
    public Task Holds { get; set; } = Task.CompletedTask;

    public bool IsEmpty => !_letters.Reader.TryPeek(out _);

    public async Task<Letter> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience);
        return await _letters.Reader.ReadAsync(limit.Token);
    }

    public async Task SendAsync(EmailAddress to, string subject, string text, CancellationToken ct)
    {
        await Holds;
        await _letters.Writer.WriteAsync(new Letter(to, subject, text), ct);
    }
}

public sealed record Letter(EmailAddress To, string Subject, string Text);

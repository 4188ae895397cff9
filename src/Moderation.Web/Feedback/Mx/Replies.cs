using System.Threading.RateLimiting;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;
using Moderation.Web.Data;
using Moderation.Web.Relay;

namespace Moderation.Web.Feedback.Mx;

/// <summary>
/// What a person wrote to an address of the machine: an answer to a campaign goes to its Reply-To or From, mail to abuse@ and
/// postmaster@ to those who read it here. It travels as an attachment under an empty envelope sender, so that nothing can answer it
/// and no loop begins; whoever reads it answers to its Reply-To.
/// </summary>
internal sealed class Replies(OneMail mail, MailerOptions mailer, MxOptions options, IServiceScopeFactory scopes, MxLog log) : IDisposable
{
    private const string MarkField = "X-Campaign-Forwarded";
    private const int LongestSubject = 200;
    private const int LongestText = 20_000;
    private const int MostAdmins = 5;

    // RFC 5321 §6.3: a hundred is a loop for certain; real mail has a tenth.
    private const int MostHops = 30;

    // Whoever has one mail of a campaign could fill the mailbox of its sender. Of one node; what waits comes again.
    private readonly PartitionedRateLimiter<(Guid Campaign, int Sequence)> _limits = PartitionedRateLimiter.Create<(Guid Campaign, int Sequence), (Guid, int)>(
        key => RateLimitPartition.GetFixedWindowLimiter(key, static of => new FixedWindowRateLimiterOptions { PermitLimit = of.Item2 == 0 ? 200 : 5, Window = TimeSpan.FromHours(1), QueueLimit = 0 }));

    /// <summary>Why nobody wrote it, in a word or two; null when somebody did, as far as it shows.</summary>
    public static string? IsByMachine(ReceivedMessage message, MimeMessage parsed, Report report)
    {
        var headers = parsed.Headers;
        return report.Kind switch
        {
            ReportKind.AutoReply => "auto-reply",
            ReportKind.Dsn => "stray report",
            _ when message.Sender.Length == 0 => "not understood",
            // RFC 3834 §5
            _ when headers["Auto-Submitted"] is { } auto && !auto.Value.StartsWith("no", StringComparison.OrdinalIgnoreCase) => "auto-reply",
            _ when headers["Precedence"]?.Value.ToLowerInvariant() is "bulk" or "list" or "junk" => "bulk mail",
            _ when headers[MarkField] is not null || headers.All("Received").Count() > MostHops => "loop",
            _ => null,
        };
    }

    /// <summary>Returns when the route has taken it.</summary>
    /// <param name="target">The delivery that was answered; null for abuse@ and postmaster@.</param>
    /// <param name="message">As it came.</param>
    /// <param name="parsed">The same, read.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="MailNotSentException">The route did not take it: the sender tries again.</exception>
    public async Task<SmtpReply> ForwardAsync(DeliveryTarget? target, ReceivedMessage message, MimeMessage parsed, CancellationToken ct)
    {
        var (readers, about) = target is null ? (await DeskAsync(ct), "Mail to abuse@ or postmaster@") : await SenderAsync(target, ct);
        readers = [.. readers.Where(reader => !options.IsOurs(reader.Domain))];
        if (readers.Count == 0)
        {
            await log.CountAsync("reply", "no reader", message.Peer.Address, about, programme: null, ct);
            return new SmtpReply(550, new EnhancedStatus(5, 2, 1), "Nobody reads this mailbox");
        }

        using var one = _limits.AttemptAcquire(target is null ? default : (target.Campaign, target.Reference.Sequence));
        using var all = _limits.AttemptAcquire((target?.Campaign ?? Guid.Empty, 0));
        if (!one.IsAcquired || !all.IsAcquired)
        {
            return new SmtpReply(451, new EnhancedStatus(4, 7, 1), "Too many letters to one reader, try again later");
        }

        var forwarded = Wrap(about, message, parsed);
        foreach (var reader in readers)
        {
            await mail.SendAsync(forwarded, SmtpPath.Null, reader, signer: null, ct);
        }

        await log.CountAsync("reply", "forwarded", message.Peer.Address, about, programme: null, ct);
        return new SmtpReply(250, new EnhancedStatus(2, 0, 0), "Ok: forwarded");
    }

    public void Dispose() => _limits.Dispose();

    private OutgoingMessage Wrap(string about, ReceivedMessage message, MimeMessage parsed)
    {
        var from = parsed.ReplyTo ?? parsed.From;
        var subject = OneLine(parsed.Subject) is { Length: > 0 } words ? words : "Without a subject";
        var text = parsed.Text ?? "The mail has no plain text; it is attached.";
        return new OutgoingMessage
        {
            From = mailer.From,
            ReplyTo = from is { } author && !options.IsOurs(author.Address.Domain) ? new Mailbox("", author.Address) : null,
            Subject = SmtpMailer.Plain($"Fwd: {subject}"),
            Text = SmtpMailer.Plain($"{about}\nFrom: {OneLine(from?.ToString() ?? message.Sender)}\n\n{Printable(text[..Math.Min(text.Length, LongestText)])}"),
            Attachments = [new OutgoingAttachment("mail.eml", "application/octet-stream", message.Data)],
            Headers = [new HeaderLine("Auto-Submitted", "auto-generated"), new HeaderLine(MarkField, "yes")],
        };
    }

    private async Task<(IReadOnlyList<EmailAddress> Readers, string About)> SenderAsync(DeliveryTarget target, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var sender = await scope.ServiceProvider.GetRequiredService<EngineDb>().Senders.AsNoTracking()
            .Where(s => s.AccountId == target.Account && s.Id == target.SenderId)
            .Select(s => new { s.Email, s.ReplyTo })
            .SingleOrDefaultAsync(ct);
        return (sender is null ? [] : [sender.ReplyTo ?? sender.Email], $"An answer to a campaign of {OneLine(target.AccountName)}");
    }

    private async Task<IReadOnlyList<EmailAddress>> DeskAsync(CancellationToken ct)
    {
        if (options.ForwardTo is { } reader)
        {
            return [reader];
        }

        await using var scope = scopes.CreateAsyncScope();
        var admins = await scope.ServiceProvider.GetRequiredService<EngineDb>().Database
            .SqlQuery<string>(
                $"""
                select u.email as "Value" from identity.users u
                join identity.user_roles r on r.user_id = u.id join identity.roles n on n.id = r.role_id
                where n.name = 'Admin' and u.email_confirmed order by u.id limit {MostAdmins}
                """)
            .ToListAsync(ct);
        return [.. admins.Select(email => EmailAddress.TryParse(email, out var address) ? address : (EmailAddress?)null).OfType<EmailAddress>()];
    }

    private static string OneLine(string text) => string.Concat(text.Take(LongestSubject).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? ' ' : c)).Trim();

    private static string Printable(string text) => string.Concat(text.Select(c => (char.IsControl(c) && c != '\n') || char.IsSurrogate(c) ? ' ' : c));
}

using Moderation.Accounts;
using Moderation.Mail.Mime;
using Moderation.Mail.Reports;
using Moderation.Mail.Smtp;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback.Mx;

/// <summary>
/// Takes what comes back, and nothing else. Answers 250 when the effect is committed; while the database is away every answer is 451
/// and the mail server in front keeps the mail.
/// </summary>
internal sealed class MxHandler(MxOptions options, TokenKeys keys, DeliveryTargets targets, OptOutByMail optOuts, Bounces bounces, Complaints complaints, Replies replies, MxLog log) : ISmtpHandler
{
    private static readonly SmtpReply Taken = new(250, new EnhancedStatus(2, 0, 0), "Ok: taken");
    private static readonly SmtpReply Unknown = new(550, new EnhancedStatus(5, 1, 1), "No such mailbox here");
    private static readonly SmtpReply Stranger = new(550, new EnhancedStatus(5, 7, 1), "Mail comes here by our own mail server");
    private static readonly SmtpReply Unreadable = new(554, new EnhancedStatus(5, 6, 0), "The message has too many parts or fields");

    public async ValueTask<SmtpReply> RecipientAsync(SmtpPeer peer, string sender, string recipient, CancellationToken ct)
    {
        if (!options.Admits(peer.Address))
        {
            return Stranger;
        }

        if (MxAddress.Read(recipient, options) is not { } address)
        {
            return Unknown;
        }

        if (address.Mailbox is MxMailbox.Bounce or MxMailbox.OptOut && !await IsSignedAsync(address, ct))
        {
            await log.CountAsync(address.Mailbox == MxMailbox.Bounce ? "bounce" : "opt-out", "forged", peer.Address, $"to {address.Token}", programme: null, ct);
            return Unknown;
        }

        return new SmtpReply(250, new EnhancedStatus(2, 1, 5), "Ok");
    }

    public async ValueTask<SmtpReply> MessageAsync(ReceivedMessage message, CancellationToken ct)
    {
        MimeMessage? parsed = null;
        Report? report = null;
        try
        {
            parsed = MimeMessage.Parse(message.Data);
            report = Report.Read(parsed);
        }
        catch (MimeFormatException)
        {
            // An opt-out needs no reading.
        }

        // What was done for one recipient is done once, however often the mail comes again because of another.
        var answer = Taken;
        foreach (var recipient in message.Recipients.Distinct(StringComparer.OrdinalIgnoreCase))
        {
            var address = MxAddress.Read(recipient, options)!;
            var reply = address.Mailbox == MxMailbox.OptOut ? await OptOutAsync(recipient, message, ct)
                : parsed is null || report is null ? Unreadable
                : await TakeAsync(address, message, parsed, report, ct);
            answer = answer.IsPositive ? reply : answer;
        }

        return answer;
    }

    private async Task<SmtpReply> OptOutAsync(string recipient, ReceivedMessage message, CancellationToken ct)
    {
        // A refusal of a mail that names this address as its sender is no wish of anybody's.
        if (message.Sender.Length == 0)
        {
            await log.CountAsync("opt-out", "no sender", message.Peer.Address, "", programme: null, ct);
            return Taken;
        }

        return await optOuts.ActAsync(EmailAddress.Parse(recipient), ct) ? Taken : Unknown;
    }

    private async Task<SmtpReply> TakeAsync(MxAddress address, ReceivedMessage message, MimeMessage parsed, Report report, CancellationToken ct)
    {
        if (report.Kind == ReportKind.Arf)
        {
            return await complaints.TakeAsync(report, address.Mailbox == MxMailbox.Bounce ? address.Token : null, message, parsed, ct);
        }

        var target = address.Mailbox == MxMailbox.Bounce ? await targets.FindInMailboxAsync(TokenPurpose.Verp, address.Token, ct) : null;
        if (address.Mailbox == MxMailbox.Bounce && target is null)
        {
            // Signed, and its campaign is gone.
            return Unknown;
        }

        if (report.Kind == ReportKind.Dsn && target is not null)
        {
            await bounces.TakeAsync(target, report, message, ct);
            return Taken;
        }

        if (Replies.IsByMachine(message, parsed, report) is { } why || (address.Mailbox == MxMailbox.Loop && (why = "no report") is not null))
        {
            await log.CountAsync(report.Kind == ReportKind.Dsn ? "bounce" : "reply", why, message.Peer.Address, $"from {parsed.From?.Address.Domain.Ascii ?? "nobody"} to {address.Mailbox.ToString().ToLowerInvariant()}", programme: null, ct);
            return Taken;
        }

        return await replies.ForwardAsync(target, message, parsed, ct);
    }

    private async ValueTask<bool> IsSignedAsync(MxAddress address, CancellationToken ct) =>
        (await keys.RingAsync(TokenRing.ClaimedKeyOfMailbox(address.Token), ct)).TryReadMailbox(address.Purpose, address.Token, out _);
}

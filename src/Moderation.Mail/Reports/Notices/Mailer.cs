using System.Buffers;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Reports.Notices;

/// <summary>Whether a mail server wrote a mail. People quote notices to one another; what they send is no bounce.</summary>
internal static class Mailer
{
    private static readonly SearchValues<string> Names = SearchValues.Create(
        [
            "mailer-daemon", "mailer daemon", "mailerdaemon", "postmaster", "post_master", "mail delivery", "maildelivery", "mail.delivery", "mail deliver", "delivery subsystem", "delivery system", "mail administrator", "system administrator", "mail system", "mdaemon@",
            "interscan", "imss", "mail router", "ndr administrator", "antivirus", "sns.amazonaws.com", "mail-daemon", "maildaemon", "bounce@", "bounces@",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Subjects = SearchValues.Create(
        [
            "undeliver", "non-deliver", "nondeliver", "non deliver", "not deliver", "delivery fail", "delivery has failed", "delivery status", "delivery notification", "delivery problem", "delivery warning", "delivery error", "delivery report", "failed delivery", "failure delivery", "failed to deliver",
            "returned mail", "returned to sender", "returning message", "failure notice", "mail failure", "message failure", "could not be delivered", "couldn't be delivered", "could not send", "delayed mail", "message delayed", "mail system error", "automatically rejected", "error sending your mail", "processing error",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>A null sender or a list server's field is enough for forms that nobody else writes; answering machines have them too.</summary>
    public static bool Wrote(MimeMessage message) =>
        SaysSo(message) || (!IsMailing(message.Headers) && !AutoReply.Is(message) && (AutoReply.HasNullSender(message.Headers) || message.Headers["X-MLServer"] is not null));

    /// <summary>The author's name, the subject or a field says that a server tells of a failure.</summary>
    public static bool SaysSo(MimeMessage message) =>
        message.Headers["X-Failed-Recipients"] is not null || HasMailerName(message.Headers)
        || (IsNoticeSubject(message.Subject) && !IsMailing(message.Headers) && !AutoReply.Is(message));

    // A mailing may have any subject.
    private static bool IsMailing(MimeHeaders headers) => headers["List-Unsubscribe"] is not null || headers["List-Id"] is not null;

    // Behind "Fwd:" or "Re:" stand people who talk about a notice.
    private static bool IsNoticeSubject(ReadOnlySpan<char> subject)
    {
        var text = subject.TrimStart();
        return text.ContainsAny(Subjects) && !text.StartsWith("fwd:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("fw:", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("re:", StringComparison.OrdinalIgnoreCase);
    }

    // "From: <>" and "From: MAILER-DAEMON" are no addresses, so the field is read as text.
    private static bool HasMailerName(MimeHeaders headers) =>
        headers["From"]?.Text is { } from && (from.AsSpan().ContainsAny(Names) || from.EndsWith("<>", StringComparison.Ordinal));
}

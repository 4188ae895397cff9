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

    public static bool Wrote(MimeMessage message)
    {
        var headers = message.Headers;
        if (headers["X-Failed-Recipients"] is not null || HasMailerName(headers))
        {
            return true;
        }

        // What follows is weaker: an answering machine may have a null sender too, and a mailing any subject.
        var isMailing = headers["List-Unsubscribe"] is not null || headers["List-Id"] is not null;
        return !isMailing && !AutoReply.Is(message)
            && (AutoReply.HasNullSender(headers) || IsNoticeSubject(message.Subject) || headers["X-MLServer"] is not null);
    }

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

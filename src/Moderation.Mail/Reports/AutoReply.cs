using System.Buffers;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Reports;

/// <summary>Answers that no person wrote (RFC 3834).</summary>
internal static class AutoReply
{
    // Fields of autoresponders before and beside RFC 3834; the field alone says it.
    private static readonly string[] Fields = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From", "X-Mail-Autoreply", "X-Autoreply-From", "X-Vacation", "X-AutoReply-Sent"];

    // How the large clients begin the subject of their out-of-office answers; a colon, a dash or the end follows.
    private static readonly string[] Subjects =
    [
        "automatic reply", "auto reply", "auto-reply", "autoreply", "autoresponse", "autorespons", "auto response", "autoresponder", "auto", "out of office", "out of the office", "out-of-office", "vacation", "away",
        "automatische antwort", "abwesenheitsnotiz", "abwesenheit", "réponse automatique", "reponse automatique", "absence du bureau", "respuesta automática", "respuesta automatica", "fuera de la oficina",
        "risposta automatica", "fuori ufficio", "resposta automática", "ausência temporária", "automatisch antwoord", "afwezig", "autosvar", "automatiskt svar", "automatisk svar", "automaattinen vastaus",
        "odpowiedź automatyczna", "autoodpowiedź", "automatická odpověď", "automatikus válasz", "răspuns automat", "автоматический ответ", "автоответ", "автоматична відповідь", "otomatik yanıt",
        "自動返信", "自动答复", "自动回复", "自動回覆", "자동 회신", "رد تلقائي",
    ];

    private static readonly SearchValues<char> AfterSubject = SearchValues.Create(":：-–—!.(");

    public static bool Is(MimeMessage message)
    {
        var headers = message.Headers;
        // RFC 3834 §5: auto-replied answers a message, auto-notified (RFC 5436 §2.7.1) tells of one; auto-generated is any machine's mail.
        if (headers["Auto-Submitted"]?.Value is { } submitted)
        {
            if (submitted.StartsWith("auto-replied", StringComparison.OrdinalIgnoreCase) || submitted.StartsWith("auto-notified", StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            if (submitted.StartsWith("auto-generated", StringComparison.OrdinalIgnoreCase) && IsAnswer(headers))
            {
                return true;
            }
        }

        if (Array.Exists(Fields, name => headers[name] is not null)
            || headers["Precedence"]?.Value.Equals("auto_reply", StringComparison.OrdinalIgnoreCase) == true
            || headers["X-Precedence"]?.Value.Equals("auto_reply", StringComparison.OrdinalIgnoreCase) == true
            || headers["X-POST-MessageClass"]?.Value.Contains("Autoresponder", StringComparison.OrdinalIgnoreCase) == true
            || headers["Delivered-To"]?.Value.Equals("autoresponder", StringComparison.OrdinalIgnoreCase) == true)
        {
            return true;
        }

        // A mailing may have such a subject too; it is no answer and says how to leave (RFC 2919, RFC 2369).
        return headers["List-Id"] is null && headers["List-Unsubscribe"] is null && Begins(message.Subject.AsSpan().Trim(), IsAnswer(headers) || HasNullSender(headers));
    }

    public static bool HasNullSender(MimeHeaders headers) =>
        headers.All("Return-Path").Any(field => field.Value.Trim() is "<>" or "" || field.Value.Contains("MAILER-DAEMON", StringComparison.OrdinalIgnoreCase));

    private static bool IsAnswer(MimeHeaders headers) => headers["In-Reply-To"] is not null || headers["References"] is not null;

    private static bool Begins(ReadOnlySpan<char> subject, bool isAnswer)
    {
        foreach (var start in Subjects)
        {
            if (subject.StartsWith(start, StringComparison.OrdinalIgnoreCase))
            {
                var rest = subject[start.Length..].TrimStart();
                if (rest.IsEmpty ? isAnswer || start.Contains(' ', StringComparison.Ordinal) : rest[0] is ':' or '：' || (isAnswer && (AfterSubject.Contains(rest[0]) || start.Length > 6)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

using System.Buffers;

namespace Moderation.Mail.Reports.Notices;

/// <summary>The forms that are known, in the order in which they are tried; the less a form tells, the surer it must be that a server wrote the mail.</summary>
internal static class NoticeTable
{
    // A form that cannot be mistaken needs no words beside it, so it is read in any language.
    private static readonly Notice[] Exact = [new QsbmfNotice()];

    // Forms of one server or family, by words that nobody else writes.
    private static readonly Notice[] Known =
    [
        new ExchangeNotice(),
        new GoogleGroupsNotice(),
        new ListNotice("exim", "address(es) failed", "address failed", "addresses failed", "has not yet been delivered", "created automatically by mail delivery software", "recipient addresses that were"),
        new ListNotice("gmail", "to the following recipient"),
        new SendmailNotice(),
        new ListNotice("postfix", "program at host", "mail system at host"),
        new ListNotice("opensmtpd", "list of recipients"),
        new ListNotice("office365", "delivery has failed to these recipients", "diagnostic information for administrators", "informations de diagnostic pour les administrateurs"),
        new ListNotice("qmail", "message to the following address", "not delivered to the following address"),
        new ListNotice("mailmarshal", "following recipients were affected"),
        new ListNotice("mdaemon", "did not receive a copy of your message"),
        new ListNotice("notes", "failure reasons"),
        new ListNotice("domino", "was not delivered to"),
        new ListNotice("airmail", "failed addresses follow"),
        new ListNotice("m-filter", "送信に失敗しました"),
        new FailedRecipientsField(),
        new ListNotice("ezweb", "user(s) account is disabled"),
        new SentenceNotice("dragonfly", "error delivering your mail to"),
        new SentenceNotice("imail", "attempts:", "undeliverable to", "unknown user:", "unknown host:", "invalid final delivery userid:", "exceeds allowed size:"),
        new SentenceNotice("lsmtp", "error-for:"),
        new SentenceNotice("mimecast", "addressed to email address"),
        new SentenceNotice("x6", "returned permanent errors:", "rejected recipient"),
        new SentenceNotice("fml", "member of this mailing list", "duplicated message-id in"),
        new SentenceNotice("interscan", "sent <<< rcpt to:"),
        new AolNotice(),
        new SentenceNotice("kddi", "could not be delivered to:"),
    ];

    // Words that many servers use and others may too.
    private static readonly Notice[] General =
    [
        new SentenceNotice("ezweb", "recipient:"),
        new SentenceNotice("mailbox", "mailbox is full:", "local mailbox", "delivery of email to this address", "generated from"),
        new ListNotice("list", "following recipient", "following address", "following user", "following mailbox", "failed recipients", "recipients did not receive", "undeliverable to the following"),
        new SentenceNotice("sentence", "quota violation for", "unable to deliver message to", "deliver your message to", "could not be delivered to", "cannot be delivered to", "not delivered to", "failed to deliver to", "message to", "mail to", "delivery to", "failed recipient:", "addressed to", "intended recipient:", "your message to", "rcpt to:"),
        new LeadingAddressNotice(),
        new LoneAddressNotice(),
    ];

    // What tells a notice from any other mail of a postmaster.
    private static readonly SearchValues<string> Failures = SearchValues.Create(
        [
            "not be delivered", "n't be delivered", "unable to deliver", "able to deliver", "not deliver", "deliver your m", "delivering your m", "delivery failed", "delivery has failed", "delivery to the following", "delevery to the following", "delivery of email", "undeliver", "not been delivered", "not yet been delivered", "failed", "failure", "fatal error",
            "delivery error", "delivery problem", "delivery report", "mailbox is full", "unknown user", "user unknown", "incorrectly constructed", "not accepting mail", "no such user", "did not reach", "did not receive", "was rejected", "automatically rejected", "has been returned", "error message", "error-for", "transcript of session", "account is disabled", "not a member", "duplicated message-id", "returned permanent errors", "rejected recipient", "following recipients", "delayed", "an error has occurred", "送信に失敗", "送信できません",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Delays = SearchValues.Create(
        ["has been delayed", "is delayed for", "not yet been delivered", "warning message only", "only a temporary failure", "this is a warning only", "delivery attempts will continue", "delivery attempts to", "continue to try", "has been postponed", "will be retried", "will keep trying", "still being retried"],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>The report that a server wrote in its own form; null when the mail is none.</summary>
    public static Report? Read(ReportParts parts)
    {
        if (!Mailer.Wrote(parts.Message))
        {
            return null;
        }

        if (SnsNotice.Read(parts) is { } published)
        {
            return published;
        }

        if ((StatusInText.Read(parts) ?? ReadBy(Exact, parts) ?? ReadBy(Known, parts)) is { } known)
        {
            return known;
        }

        if (!Mailer.SaysSo(parts.Message) || !parts.Notice.Words.AsSpan().ContainsAny(Failures))
        {
            return null;
        }

        if (ReadBy(General, parts) is { } general)
        {
            return general;
        }

        var recipients = OnlyRecipient(parts);
        return recipients.Count == 0 ? null : new Report { Kind = ReportKind.Dsn, Format = "returned-mail", Recipients = recipients };
    }

    /// <summary>The recipients whom the words of a certain report name.</summary>
    public static Report? ReadWords(ReportParts parts) => StatusInText.Read(parts) ?? ReadBy(Exact, parts) ?? ReadBy(Known, parts) ?? ReadBy(General, parts);

    /// <summary>A notice that names nobody, about a mail that was written to one: it can only mean that one.</summary>
    public static IReadOnlyList<ReportedRecipient> OnlyRecipient(ReportParts parts)
    {
        var named = OriginalMessage.Recipients(parts.OriginalHeaders).Concat(InWords(parts.Notice)).Distinct(StringComparer.OrdinalIgnoreCase).Take(2).ToList();
        var found = new FoundRecipients();
        if (named.Count == 1)
        {
            found.Add(named[0]).AddRange(parts.Notice.Lines.Take(40));
        }

        return found.ToRecipients(parts.Notice);
    }

    public static bool IsDelay(NoticeText notice) => notice.Words.AsSpan().ContainsAny(Delays);

    private static Report? ReadBy(Notice[] notices, ReportParts parts)
    {
        foreach (var notice in notices)
        {
            var found = new FoundRecipients();
            notice.Read(parts, found);
            if (found.Count > 0)
            {
                return new Report { Kind = ReportKind.Dsn, Format = notice.Name, Recipients = found.ToRecipients(parts.Notice, notice.Told) };
            }
        }

        return null;
    }

    // Some retell the header: "To: user@example.org".
    private static IEnumerable<string> InWords(NoticeText notice)
    {
        foreach (var line in notice.Lines)
        {
            if (StatusFields.TryField(line.AsSpan().TrimStart(), out var name, out var value) && name.Equals("To", StringComparison.OrdinalIgnoreCase) && AddressText.AtStart(value, out _) is { } address)
            {
                yield return address;
            }
        }
    }
}

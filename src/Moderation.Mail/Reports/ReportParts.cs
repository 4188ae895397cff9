using Moderation.Mail.Mime;
using Moderation.Mail.Reports.Notices;

namespace Moderation.Mail.Reports;

/// <summary>The parts of a message that a report is made of (RFC 6522 §3), and the traces in it that may be ours.</summary>
internal sealed class ReportParts
{
    private const int MostTraces = 20;

    private readonly bool _isInner;
    private readonly MimePart? _original;
    private MimeHeaders? _originalHeaders;
    private bool _isOriginalRead;
    private string? _namedId;

    public ReportParts(MimeMessage message, bool isInner = false)
    {
        (Message, _isInner) = (message, isInner);
        foreach (var leaf in Leaves(message.Root))
        {
            switch (leaf.MediaType)
            {
                case "message/delivery-status" or "message/global-delivery-status" or "text/delivery-status":
                    Status ??= leaf;
                    break;
                case "message/feedback-report":
                    Feedback ??= leaf;
                    break;
                case "message/disposition-notification" or "message/global-disposition-notification":
                    Disposition ??= leaf;
                    break;
                case var type when OriginalMessage.IsOriginal(type):
                    _original ??= leaf;
                    break;
            }
        }
    }

    public MimeMessage Message { get; }

    public MimePart? Status { get; }

    public MimePart? Feedback { get; }

    public MimePart? Disposition { get; }

    /// <summary>The words for people, up to the mail that is returned in them.</summary>
    public NoticeText Notice => field ??= NoticeText.Of(Message);

    public bool HasOriginalPart => _original is not null;

    public MimeHeaders? OriginalHeaders
    {
        get
        {
            if (!_isOriginalRead)
            {
                _isOriginalRead = true;
                _originalHeaders = (_original is null ? null : OriginalMessage.OfPart(_original)) ?? (Notice.Quoted.Length > 0 ? OriginalMessage.OfText(Notice.Quoted) : null);
            }

            return _originalHeaders;
        }
    }

    /// <summary>The report that a mail server returned as the mail itself; only one level deep.</summary>
    public ReportParts? Inner
    {
        get
        {
            if (_isInner || _original?.MediaType != "message/rfc822" || OriginalHeaders is not { } headers
                || headers["Content-Type"]?.Value.Contains("delivery-status", StringComparison.OrdinalIgnoreCase) != true || !Mailer.Wrote(Message))
            {
                return null;
            }

            try
            {
                return new ReportParts(MimeMessage.Parse(_original.Decode()), isInner: true);
            }
            catch (MimeFormatException)
            {
                return null;
            }
        }
    }

    public void MayBeOriginalId(string? messageId) => _namedId ??= messageId;

    /// <summary>The report with every trace that may carry a token of ours.</summary>
    public Report Trace(Report report)
    {
        var headers = Message.Headers;
        var original = OriginalHeaders;
        var envelope = new List<string>();
        foreach (var name in (ReadOnlySpan<string>)["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To"])
        {
            Collect(envelope, headers.All(name));
        }

        if (report.Feedback?.OriginalMailFrom is { } mailFrom)
        {
            AddOnce(envelope, mailFrom);
        }

        if (original is not null)
        {
            Collect(envelope, original.All("Return-Path"));
            Collect(envelope, original.All("X-Envelope-From"));
        }

        var ids = new List<string>();
        Ids(ids, _namedId);
        Ids(ids, original?["Message-ID"]?.Value);
        if (Disposition is not null)
        {
            Ids(ids, StatusFields.ReadGroups(Disposition.DecodeText()).Select(group => group.First("Original-Message-ID")).FirstOrDefault(id => id is not null));
        }

        Ids(ids, headers["In-Reply-To"]?.Value);
        Ids(ids, headers["References"]?.Value);
        return report with { EnvelopeAddresses = envelope, MessageIds = ids, OriginalHeaders = original };
    }

    private static void Collect(List<string> addresses, IEnumerable<MimeHeader> fields)
    {
        foreach (var field in fields)
        {
            var text = field.Value.AsSpan();
            while (addresses.Count < MostTraces && AddressText.First(text, out var end) is { } address)
            {
                AddOnce(addresses, address);
                text = text[end..];
            }
        }
    }

    private static void Ids(List<string> ids, string? field)
    {
        foreach (var word in (field ?? "").Split([' ', '\t', ',', '<', '>'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (ids.Count < MostTraces && word.Contains('@', StringComparison.Ordinal))
            {
                AddOnce(ids, word);
            }
        }
    }

    private static void AddOnce(List<string> list, string text)
    {
        if (list.Count < MostTraces && !list.Contains(text))
        {
            list.Add(text);
        }
    }

    // Forwarded messages are not opened: a report inside one was sent to somebody else. Recursion is bounded by MimeLimits.Depth.
    private static IEnumerable<MimePart> Leaves(MimePart part) => part.Children.Count == 0 ? [part] : part.Children.SelectMany(Leaves);
}

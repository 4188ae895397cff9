using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

/// <summary>Random messages with hostile values, and what a reader must find in each.</summary>
internal sealed record RandomMessage(OutgoingMessage Message, RecipientValues Recipient, string Subject, string? Html, string? Text)
{
    private static readonly string[] Bits =
    [
        "a", "Hello", " ", "  ", ".", "=", "==", "=3D", "\"", "'", "<script>", "&amp;", "&", "é", "ß", "日本語", "😀", "👩‍👩‍👧", "שלום", "مرحبا", "\u202e", "=?utf-8?Q?x?=",
        "?=", "From ", "--", "--=_", "\\", ",", ";", ":", "(", ")", "@", "<", ">", "{", "}", "%", "_", "\t", "https://example.com/?a=b", "\uffff", "\ud800",
    ];

    private static readonly string[] Slots =
        ["{{ contact.first_name | default: \"reader\" }}", "{{contact.last_name}}", "{{ contact.email }}", "{{ unsubscribe_url }}", "{{ browser_url }}", "{{ unknown }}"];

    /// <summary>The texts as a reader sees them: LF line ends, lone surrogates as U+FFFD, without the line breaks at the very end.</summary>
    public static string? Seen(string? text) =>
        text?.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\ud800', '\ufffd').TrimEnd('\n', ' ');

    public static IEnumerable<RandomMessage> Make(int seed, int count)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            yield return MakeOne(random, i);
        }
    }

    private static RandomMessage MakeOne(Random random, int number)
    {
        var recipient = Sample.Anna with
        {
            To = new Mailbox(Words(random, 6, "\t").Trim(), EmailAddress.Parse($"r{number}+x@example.org")),
            MessageId = $"m{number}@example.com",
            FirstName = random.Next(4) switch { 0 => "", 1 => new string('é', 2_000), _ => Words(random, 8, "\t") },
            LastName = random.Next(8) == 0 ? new string('x', 2_000) : Words(random, 8, "\t"),
        };
        var subject = Body(random, 8, slots: true, "\t");
        var html = Body(random, 60, slots: true, "\t", "<script>", "<", ">", "\"", "'");
        var text = Body(random, 60, slots: true);
        var parts = random.Next(3);
        var message = new OutgoingMessage
        {
            From = new Mailbox(Words(random, 6, "\t").Trim(), EmailAddress.Parse("news@example.com")),
            ReplyTo = random.Next(2) == 0 ? null : new Mailbox(Words(random, 3, "\t").Trim(), EmailAddress.Parse("desk@example.com")),
            Subject = Template.Parse(subject),
            Html = parts == 0 ? null : Template.Parse("<p>" + html + "</p>"),
            Text = parts == 1 ? null : Template.Parse(text + "|"),
            Attachments = [.. Enumerable.Range(0, random.Next(3)).Select(_ => File(random))],
            Headers = [new HeaderLine("X-Words", Words(random, 12, "\t"))],
        };
        return new RandomMessage(
            message, recipient, Fill(message.Subject, recipient, html: false)!, Fill(message.Html, recipient, html: true), Fill(message.Text, recipient, html: false));
    }

    private static OutgoingAttachment File(Random random)
    {
        var bytes = new byte[random.Next(2_000)];
        random.NextBytes(bytes);
        return new OutgoingAttachment("f" + Words(random, 30, "\t") + ".bin", "application/octet-stream", bytes, random.Next(2) == 0 ? null : $"c{random.Next(1_000)}@x");
    }

    private static string? Fill(Template? template, RecipientValues recipient, bool html) => template?.Fill(placeholder =>
    {
        var value = placeholder.Name switch
        {
            PlaceholderNames.FirstName => recipient.FirstName,
            PlaceholderNames.LastName => recipient.LastName,
            PlaceholderNames.Email => recipient.To.Address.ToString(),
            PlaceholderNames.UnsubscribeUrl => recipient.UnsubscribeUrl!,
            _ => recipient.BrowserUrl!,
        };
        value = string.IsNullOrWhiteSpace(value) ? placeholder.Default ?? "" : value;
        return html ? value.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal)
            .Replace("\"", "&quot;", StringComparison.Ordinal).Replace("'", "&#39;", StringComparison.Ordinal) : value;
    });

    private static string Words(Random random, int most, params string[] without) => Body(random, most, slots: false, [.. without, "\n"]);

    private static string Body(Random random, int most, bool slots, params string[] without) => string.Concat(Enumerable.Range(0, random.Next(most)).Select(_ =>
        slots && random.Next(6) == 0 ? Slots[random.Next(Slots.Length)]
        : !without.Contains("\t") && random.Next(8) == 0 ? (random.Next(2) == 0 ? "\n" : "\r\n")
        : Bits[random.Next(Bits.Length)] is var bit && without.Contains(bit) ? "y" : bit));
}

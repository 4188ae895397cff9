using System.Buffers;
using System.Globalization;
using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Dkim;
using Moderation.Mail.Mime;
using Moderation.Mail.Smtp;

namespace Moderation.Benchmarks.Sending;

/// <summary>A newsletter compiled for sending, and the message of each of its recipients.</summary>
internal sealed class Mailing
{
    private static readonly DomainName Domain = DomainName.Parse("news.example");
    private static readonly DateTimeOffset Released = new(2030, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly CompiledMessage _message;

    private Mailing(Newsletter letter)
    {
        Letter = letter;
        _message = CompiledMessage.Compile(new OutgoingMessage
        {
            From = new Mailbox("News", EmailAddress.Parse("hello@news.example")),
            Subject = Template.Parse(letter.Subject),
            Html = Template.Parse(letter.Html),
            Text = Template.Parse(letter.Text),
            Headers = [new HeaderLine("List-Id", "<all.news.example>"), new HeaderLine("Feedback-ID", "c1:l1:campaign:a1")],
        });
        var output = new ArrayBufferWriter<byte>();
        Write(1, null, new ArrayBufferWriter<byte>(), output);
        Bytes = output.WrittenCount;
    }

    public Newsletter Letter { get; }

    /// <summary>Of one message, unsigned.</summary>
    public int Bytes { get; }

    /// <summary>The newsletter with as many articles as make a message of this size.</summary>
    public static Mailing OfSize(int bytes)
    {
        var (none, one) = (Of(0).Bytes, Of(20).Bytes);
        return Of((int)Math.Round((bytes - none) * 20.0 / (one - none)));

        static Mailing Of(int sections) => new(Newsletter.Of(sections));
    }

    public static DkimSigner Signer(System.Security.Cryptography.RSA key) => new(Domain, "s1", key);

    /// <summary>Writes the message of a recipient; null: unsigned.</summary>
    public SmtpEnvelope Write(int recipient, DkimSigner? signer, ArrayBufferWriter<byte> scratch, ArrayBufferWriter<byte> output)
    {
        // As long as the console's own: purpose, key, campaign, number and an authentication code.
        var token = string.Create(CultureInfo.InvariantCulture, $"k{recipient:x8}zq8s7d6f5g4h3j2m1n0b9v8c");
        var to = EmailAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"reader{recipient}@recipient.example"));
        scratch.ResetWrittenCount();
        output.ResetWrittenCount();
        var rendered = _message.Render(
            new RecipientValues
            {
                To = new Mailbox("", to),
                MessageId = token + "@news.example",
                Date = Released,
                UnsubscribeUrl = "https://go.news.example/u/" + token,
                BrowserUrl = "https://go.news.example/v/" + token,
                FirstName = "Anna",
            },
            scratch);
        signer?.Sign(rendered.Headers(scratch), rendered.Body(scratch), at: null, output);
        output.Write(scratch.WrittenSpan[rendered.Start..rendered.End]);
        return new SmtpEnvelope(SmtpPath.FromBytes(Encoding.ASCII.GetBytes($"b-{token}@bounce.news.example")), to);
    }
}

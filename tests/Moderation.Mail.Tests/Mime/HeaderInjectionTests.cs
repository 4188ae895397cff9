using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class HeaderInjectionTests
{
    private static readonly EmailAddress Address = EmailAddress.Parse("a@example.com");

    private static readonly Dictionary<string, Action<string>> Fields = new(StringComparer.Ordinal)
    {
        ["display name"] = evil => _ = new Mailbox(evil, Address),
        ["subject"] = evil => CompiledMessage.Compile(Sample.Message(text: "x") with { Subject = Template.Parse(evil) }),
        ["subject's default"] = evil => CompiledMessage.Compile(Sample.Message(text: "x") with { Subject = Template.Parse("{{ contact.first_name | default: \"" + evil + "\" }}") }),
        ["header name"] = evil => _ = new HeaderLine(evil, "x"),
        ["header value"] = evil => _ = new HeaderLine("X-A", evil),
        ["message id"] = evil => _ = Sample.Anna with { MessageId = evil + "@example.com" },
        ["bracketed message id"] = evil => _ = Sample.Anna with { MessageId = "<a@" + evil + ">" },
        ["opt-out address"] = evil => _ = Sample.Anna with { UnsubscribeUrl = "https://example.com/" + evil },
        ["opt-out mailto"] = evil => _ = Sample.Anna with { UnsubscribeMailto = "mailto:" + evil },
        ["preferences address"] = evil => _ = Sample.Anna with { PreferencesUrl = "https://example.com/" + evil },
        ["browser address"] = evil => _ = Sample.Anna with { BrowserUrl = "https://example.com/" + evil },
        ["first name"] = evil => _ = Sample.Anna with { FirstName = evil },
        ["last name"] = evil => _ = Sample.Anna with { LastName = evil },
        ["file name"] = evil => _ = new OutgoingAttachment(evil, "text/plain", default),
        ["media type"] = evil => _ = new OutgoingAttachment("x", "text/" + evil, default),
        ["content id"] = evil => _ = new OutgoingAttachment("x", "text/plain", default, evil + "@x"),
    };

    public static TheoryData<string> Names => [.. Fields.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_field_takes_a_line_break_or_nul(string field)
    {
        foreach (var evil in (string[])["a\r\nBcc: b@example.com", "a\nb", "a\rb", "a\0b", "\n", "a\r", "a\u007fb", "a\u0001b"])
        {
            var refusal = Assert.Throws<InvalidHeaderException>(() => Fields[field](evil));
            Assert.DoesNotContain('\n', refusal.Message);
            Assert.EndsWith(".", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("From")]
    [InlineData("bcc")]
    [InlineData("Content-Type")]
    [InlineData("content-transfer-encoding")]
    [InlineData("DKIM-Signature")]
    [InlineData("Resent-To")]
    [InlineData("")]
    [InlineData("X A")]
    [InlineData("X:A")]
    [InlineData("Xé")]
    public void Headers_that_the_message_writes_or_that_are_none_are_refused(string name) =>
        Assert.Throws<InvalidHeaderException>(() => new HeaderLine(name, "x"));

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("https://example.com/a b")]
    [InlineData("https://example.com/>,<mailto:x")]
    [InlineData("https://example.com/\"")]
    [InlineData("https://exämple.com/")]
    [InlineData("//example.com")]
    public void An_address_of_another_kind_is_refused(string url) =>
        Assert.Throws<InvalidHeaderException>(() => Sample.Anna with { UnsubscribeUrl = url });

    [Fact]
    public void An_address_longer_than_a_line_is_refused() =>
        Assert.Throws<InvalidHeaderException>(() => Sample.Anna with { UnsubscribeUrl = "https://example.com/" + new string('a', 900) });

    [Fact]
    public void A_header_token_longer_than_a_line_is_refused() =>
        Assert.Throws<InvalidHeaderException>(() => Sample.Render(Sample.Message(text: "x") with { Headers = [new HeaderLine("X-A", new string('a', 1_000))] }));

    [Fact]
    public void Odd_line_separators_in_names_stay_inside_encoded_words()
    {
        var rendered = Sample.Render(Sample.Message(text: "x", subject: "a\u2028b\u0085c"), Sample.Anna with { To = new Mailbox("a\u2029Bcc: x", Address) });
        Sample.AssertWellFormed(rendered);
        Assert.All(Sample.Headers(rendered), c => Assert.InRange(c, '\n', '~'));
    }
}

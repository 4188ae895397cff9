using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpReplyTests
{
    [Theory]
    [InlineData("250 2.1.5 Ok\r\n", "2.1.5", "Ok")]
    [InlineData("250 Ok\n", null, "Ok")]
    [InlineData("250\r\n", null, "")]
    [InlineData("550 5.1.1\r\n", "5.1.1", "")]
    [InlineData("550 5.1.1234 x\r\n", null, "5.1.1234 x")]
    [InlineData("550 5.x.1 x\r\n", null, "5.x.1 x")]
    [InlineData("550 3.1.1 x\r\n", null, "3.1.1 x")]
    [InlineData("354 2.1.1 x\r\n", null, "2.1.1 x")]
    [InlineData("550-5.7.26 a\r\n550-5.7.26  b\r\n550 5.7.26 c\r\n", "5.7.26", "a\n b\nc")]
    [InlineData("550 a\u0007b\u001b[1m\r\n", null, "a b [1m")]
    public async Task Codes_and_text_are_parted(string wire, string? status, string text)
    {
        var reply = await new SmtpReplyReader(new MemoryStream(Encoding.UTF8.GetBytes(wire))).ReadAsync(default);
        Assert.Equal((status, text), (reply!.Status?.ToString(), reply.Text));
    }

    [Fact]
    public void A_reply_cannot_start_another_line()
    {
        var wire = Encoding.ASCII.GetString(new SmtpReply(550, new EnhancedStatus(5, 1, 1), "a\r\n250 Ok\nż\0" + new string('x', 600)).ToWire());
        var lines = wire.Split("\r\n");
        Assert.Equal(4, lines.Length);
        Assert.Equal("550-5.1.1 a?", lines[0]);
        Assert.Equal("550-5.1.1 250 Ok", lines[1]);
        Assert.StartsWith("550 5.1.1 ??xxx", lines[2], StringComparison.Ordinal);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, 510));
    }

    [Fact]
    public async Task Random_bytes_are_a_reply_or_an_error_but_never_more()
    {
        var random = new Random(42);
        for (var i = 0; i < 2_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            var start = Encoding.ASCII.GetBytes(random.Next(3) switch { 0 => "250-", 1 => "550 5.1.1 ", _ => "" });
            try
            {
                await new SmtpReplyReader(new MemoryStream([.. start, .. bytes])).ReadAsync(default);
            }
            catch (SmtpProtocolException)
            {
            }
        }
    }
}

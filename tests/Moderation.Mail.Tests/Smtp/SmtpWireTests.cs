using System.Text;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpWireTests
{
    [Fact]
    public void Dots_are_doubled_wherever_the_buffer_ends()
    {
        var random = new Random(5321);
        for (var i = 0; i < 500; i++)
        {
            var message = Mails.Random(random, random.Next(400));
            var expected = ("\n" + Encoding.UTF8.GetString(message)).Replace("\n.", "\n..")[1..];
            Assert.Equal(expected, Stuffed(message, random.Next(2, 50)));
        }
    }

    private static string Stuffed(ReadOnlySpan<byte> message, int bufferSize)
    {
        var (wire, buffer, atLineStart) = (new StringBuilder(), new byte[bufferSize], true);
        while (!message.IsEmpty)
        {
            var length = SmtpWire.Stuff(ref message, ref atLineStart, buffer);
            wire.Append(Encoding.UTF8.GetString(buffer, 0, length));
        }

        return wire.ToString();
    }
}

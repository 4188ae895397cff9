using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Smtp;

namespace Moderation.Mail.Tests.Smtp;

public sealed class SmtpPathTests
{
    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("@example.com")]
    [InlineData("a@")]
    [InlineData("a@example.com\r\nRCPT TO:<c@example.com>")]
    [InlineData("a\n@example.com")]
    [InlineData("a\r@example.com")]
    [InlineData("a\0@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a\t@example.com")]
    [InlineData("a@example.com> SIZE=1")]
    [InlineData("<a@example.com")]
    [InlineData("\"a\"@example.com")]
    [InlineData("a\\@example.com")]
    [InlineData("a\u007f@example.com")]
    public void What_could_end_the_path_or_the_line_is_refused(string address) =>
        Assert.Throws<FormatException>(() => SmtpPath.FromBytes(Encoding.UTF8.GetBytes(address)));

    [Fact]
    public void Bytes_that_are_no_utf8_and_endless_addresses_are_refused()
    {
        Assert.Throws<FormatException>(() => SmtpPath.FromBytes(new byte[] { (byte)'a', 0xff, (byte)'@', (byte)'b' }));
        Assert.Throws<FormatException>(() => SmtpPath.FromBytes(Encoding.ASCII.GetBytes(new string('a', 250) + "@b.cd")));
        Assert.Throws<FormatException>(() => SmtpPath.From(default));
        Assert.Throws<ArgumentException>(() => new SmtpEnvelope(SmtpPath.Null, SmtpPath.Null));
    }

    [Fact]
    public void Addresses_keep_their_spelling()
    {
        SmtpPath path = EmailAddress.Parse("Bounce+x=1@B.example.com");
        Assert.Equal("Bounce+x=1@b.example.com", path.ToString());
        Assert.True(path.IsAscii);
        Assert.False(SmtpPath.From(EmailAddress.Parse("żółw@example.com")).IsAscii);
        Assert.True(SmtpPath.Null.IsNull);
    }
}

namespace Moderation.Mail.Tests;

public sealed class CrlfTests
{
    [Theory]
    [InlineData("", -1)]
    [InlineData("a\r\nb\r\n", -1)]
    [InlineData("\r\n\r\n", -1)]
    [InlineData("a\nb", 1)]
    [InlineData("a\r\nb\rc", 4)]
    [InlineData("a\r", 1)]
    [InlineData("\r\r\n", 0)]
    [InlineData("\r\n\n", 2)]
    public void A_lone_line_end_is_found(string text, int at) => Assert.Equal(at, Crlf.IndexOfBare(Bytes(text)));

    [Theory]
    [InlineData("", "")]
    [InlineData("a\nb\rc\r\nd", "a\r\nb\r\nc\r\nd")]
    [InlineData("\n\r\r\n", "\r\n\r\n\r\n")]
    public void Line_ends_become_crlf(string text, string normal) => Assert.Equal(Bytes(normal), Crlf.Normalise(Bytes(text)));

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);
}

using System.Text;
using Moderation.Mail.Mime;

namespace Moderation.Mail.Tests.Mime;

public sealed class HtmlFileTests
{
    [Theory]
    [InlineData("<p>wypisz się</p>")]
    [InlineData("<meta charset=utf-16><p>wypisz się</p>")]
    public void Without_a_useful_charset_UTF_8_is_read(string html) => Assert.Equal(html, HtmlFile.Decode(Encoding.UTF8.GetBytes(html)));

    [Theory]
    [InlineData("<meta charset=\"iso-8859-2\"><p>", "ę", 0xEA)]
    [InlineData("<META http-equiv='Content-Type' content='text/html; charset=windows-1250'>", "ś", 0x9C)]
    [InlineData("<p>", "é", 0xE9)]
    public void The_charset_that_the_file_names_is_used(string start, string letter, byte code) =>
        Assert.Equal(start + letter, HtmlFile.Decode([.. Encoding.ASCII.GetBytes(start), code]));

    [Fact]
    public void A_byte_order_mark_wins()
    {
        const string Html = "<meta charset=iso-8859-2><p>ę</p>";

        Assert.Equal(Html, HtmlFile.Decode([.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(Html)]));
        Assert.Equal(Html, HtmlFile.Decode([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Html)]));
        Assert.Equal(Html, HtmlFile.Decode([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes(Html)]));
    }

    [Fact]
    public void An_empty_file_is_empty() => Assert.Equal("", HtmlFile.Decode([]));
}

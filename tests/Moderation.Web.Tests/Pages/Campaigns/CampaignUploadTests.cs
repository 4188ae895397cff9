using System.Text;
using Moderation.Web.Pages.Campaigns;

namespace Moderation.Web.Tests.Pages.Campaigns;

public sealed class CampaignUploadTests
{
    [Fact]
    public void An_html_file_gives_its_title_and_its_hidden_first_line()
    {
        var upload = Read("letter.html", "<html><head><title>Autumn\n letter</title></head><body><span class=\"preheader\">Storms &amp; tea</span><p>Hello</p></body></html>");
        Assert.Equal(("Autumn letter", "Storms & tea"), (upload.Subject, upload.Preheader));
        Assert.Contains("<p>Hello</p>", upload.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_gives_its_parts_and_its_files()
    {
        var upload = Read("letter.eml", "Subject: =?utf-8?Q?Zo=C3=AB?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Hi</p>\r\n--b\r\nContent-Type: application/pdf; name=\"../../a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b--\r\n");
        Assert.Equal("Zoë", upload.Subject);
        Assert.Contains("<p>Hi</p>", upload.Html, StringComparison.Ordinal);
        var file = Assert.Single(upload.Files);
        Assert.Equal(("a.pdf", 3), (file.Name, file.Bytes.Length));
    }

    [Fact]
    public void The_charset_that_the_file_names_is_used()
    {
        var bytes = Encoding.Latin1.GetBytes("<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'><p>Zoë</p>");
        Assert.Contains("Zoë", CampaignUpload.Read("a.htm", bytes).Upload!.Html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("letter.docx", "x", "neither an .eml nor an .html")]
    [InlineData("letter.html", "", "is empty")]
    [InlineData("letter.html", "just words", "no HTML")]
    [InlineData("letter.eml", "Subject: x\r\n\r\n", "neither an HTML nor a text part")]
    public void A_file_that_cannot_be_used_says_why(string name, string content, string why) =>
        Assert.Contains(why, CampaignUpload.Read(name, Encoding.UTF8.GetBytes(content)).Refusal, StringComparison.Ordinal);

    private static CampaignUpload Read(string name, string content)
    {
        var (upload, refusal) = CampaignUpload.Read(name, Encoding.UTF8.GetBytes(content));
        Assert.Null(refusal);
        return upload!;
    }
}

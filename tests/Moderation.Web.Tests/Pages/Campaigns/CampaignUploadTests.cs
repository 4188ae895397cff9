using System.Text;
using Moderation.Accounts;
using Moderation.Campaigns;
using Moderation.Web.Intake;
using Moderation.Web.Pages.Campaigns;
using Moderation.Web.Tests.Hosting;

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

    [Theory]
    [InlineData("logo", "cid:logo")]
    [InlineData("ii 1$2%3", "cid:ii%201$2%253")]
    [InlineData("part1.A&B@mailer", "cid:part1.A&amp;B@mailer")]
    public void A_picture_within_the_HTML_gets_an_id_that_a_header_can_carry(string id, string reference)
    {
        var upload = Read("letter.eml", $"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img src=\"{reference}\"><p style=\"background:url(&quot;{reference}&quot;)\">Hi</p>\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <{id}>\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b\r\nContent-Type: application/pdf\r\nContent-ID: <paper>\r\nContent-Transfer-Encoding: base64\r\n\r\nAQID\r\n--b--\r\n");
        Assert.Equal(2, upload.Files.Count);
        Assert.EndsWith("@inline", upload.Files[0].ContentId, StringComparison.Ordinal);
        Assert.Null(upload.Files[1].ContentId);
        Assert.Contains($"<img src=\"cid:{upload.Files[0].ContentId}\"><p style=\"background:url(&quot;cid:{upload.Files[0].ContentId}&quot;)\">", upload.Html, StringComparison.Ordinal);
    }

    [CorporaFact]
    public void Whatever_can_be_uploaded_can_be_sent()
    {
        var campaign = new Campaign { AccountId = Guid.NewGuid(), CreatedBy = Guid.NewGuid(), CreatedAt = DateTimeOffset.UnixEpoch };
        var refused = new List<string>();
        var pictures = 0;
        foreach (var file in Directory.EnumerateFiles(Repository.Corpora!, "*.eml", SearchOption.AllDirectories))
        {
            if (CampaignUpload.Read(file, File.ReadAllBytes(file)).Upload is not { } upload)
            {
                continue;
            }

            var files = upload.Files.Select(each => Attaching.Create(campaign, each)).Select(a => new Attachment(a.Name, a.MediaType, a.ContentId, a.Bytes)).ToList();
            pictures += files.Count(f => f.ContentId is not null);
            var content = new Content { Subject = upload.Subject, Preheader = upload.Preheader, Html = upload.Html, Text = upload.Text, Attachments = files, FromName = "Lighthouse", FromAddress = EmailAddress.Parse("news@lighthouse.example") };
            if (ContentMessage.Objection(content) is { } objection)
            {
                refused.Add($"{file}: {objection}");
            }
        }

        Assert.Empty(refused);
        Assert.True(pictures > 0);
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

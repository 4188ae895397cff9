using System.IO.Compression;
using System.Text;
using Moderation.Campaigns;
using Moderation.Rules;
using Moderation.Rules.Attachments;

namespace Moderation.Tests.Rules.Attachments;

public sealed class AttachmentTypeTests
{
    private static readonly AttachmentType Rule = new();

    public static TheoryData<string, byte[]> Forbidden => new()
    {
        { "an HTML page", "\uFEFF \r\n<!-- x --><!DOCTYPE html><p>"u8.ToArray() },
        { "an HTML page", "<SCRIPT>x</SCRIPT>"u8.ToArray() },
        { "an HTML page", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<html>")] },
        { "an HTML page", "<?xml version=\"1.0\"?>\n<html xmlns=\"http://www.w3.org/1999/xhtml\">"u8.ToArray() },
        { "an SVG picture", "<?xml version='1.0'?><!-- made by x --><svg xmlns='http://www.w3.org/2000/svg'>"u8.ToArray() },
        { "a Windows program", [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0] },
        { "a Linux program", [0x7F, .. "ELF"u8, 2, 1] },
        { "a macOS program", [0xCF, 0xFA, 0xED, 0xFE, 7] },
        { "a script", "#!/bin/sh\nrm"u8.ToArray() },
        { "a Windows shortcut", [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0] },
        { "a document with macros", Ole("_VBA_PROJECT") },
        { "an encrypted document", Ole("EncryptedPackage") },
        { "a disk image", [.. new byte[0x8001], .. "CD001"u8, 1, 0, 0] },
        { "a disk image", [.. new byte[2_000], .. "koly"u8, .. new byte[508]] },
        { "a document with macros", Zip(("[Content_Types].xml", "x"), ("word/vbaProject.bin", "x")) },
        { "a document with macros", Zip(("[Content_Types].xml", "x"), ("xl/macrosheets/sheet1.xml", "x")) },
        { "an encrypted archive", Encrypted(Zip(("plan.pdf", "x"))) },
        { "an encrypted archive", SevenZip(0x17, 0x06, 0x24, 0x06, 0xF1, 0x07, 0x01) },
        { "an encrypted archive", [.. "Rar!\x1A\x07\x00"u8, 0, 0, 0x73, 0x80, 0, 13, 0, 0, 0, 0, 0, 0, 0] },
        { "an encrypted archive", [.. "Rar!\x1A\x07\x01\x00"u8, 0, 0, 0, 0, 4, 4, 0, 0, 0, 0] },
    };

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void The_bytes_decide_whatever_the_name_says(string kind, byte[] bytes)
    {
        var finding = Assert.Single(Check("plan.pdf", bytes));

        Assert.Equal("attachment.type", finding.Rule);
        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal(kind, finding.Evidence.Of("type found"));
        Assert.Equal("plan.pdf", finding.Evidence.Of("name"));
        Assert.Equal("application/pdf", finding.Evidence.Of("type claimed"));
        Assert.Equal(new Where(Part.Attachment, "0", null, "plan.pdf"), finding.Where);
    }

    [Theory]
    [InlineData("page.html", ".html")]
    [InlineData("invoice.pdf.exe", ".exe")]
    [InlineData("invoice.exe.pdf", ".exe.pdf")]
    [InlineData("INVOICE.JS", ".js")]
    [InlineData("invoice.vbs. . ", ".vbs")]
    [InlineData("invoice.scr:x.pdf", ".scr")]
    [InlineData("invoice\u202efdp.exe", ".exe")]
    [InlineData("list.xlsm", ".xlsm")]
    [InlineData("logo.svg", ".svg")]
    [InlineData("x/y.iso", ".iso")]
    public void So_does_the_ending_of_the_name(string name, string ending) => Assert.Equal(ending, Assert.Single(Check(name, "x"u8.ToArray())).Evidence.Of("ending"));

    [Theory]
    [InlineData("text/x-amp-html", "an AMP part, which changes after it was sent")]
    [InlineData("Text/HTML; charset=utf-8", "an HTML page")]
    [InlineData("application/vnd.ms-word.document.macroEnabled.12", "a document with macros")]
    public void So_does_the_type_that_mail_programs_go_by(string type, string kind) =>
        Assert.Equal(kind, Assert.Single(Rule.Check(Sample.Mail(null, null, new Attachment("", type, null, "x"u8.ToArray())))).Evidence.Of("type found"));

    [Fact]
    public void What_is_in_an_archive_is_named()
    {
        var finding = Assert.Single(Check("photos.zip", Zip(("a.jpg", "x"), ("deep/b.jpg.js", "x"))));

        Assert.Equal(Severity.Block, finding.Severity);
        Assert.Equal("deep/b.jpg.js", finding.Evidence.Of("inside"));
        Assert.Equal("a script", finding.Evidence.Of("type by its name"));
        Assert.Equal("run.sh", Assert.Single(Check("x.tar", Tar("readme.txt", "run.sh"))).Evidence.Of("inside"));
        Assert.Equal("run.exe", Assert.Single(Check("x.gz", [0x1F, 0x8B, 8, 8, 0, 0, 0, 0, 0, 3, .. "run.exe\0"u8, 1, 2])).Evidence.Of("inside"));
    }

    [Theory]
    [InlineData("photos.zip", "another archive", "in.zip")]
    [InlineData("photos.zip", "damaged", null)]
    public void What_cannot_be_looked_into_holds(string name, string why, string? inside)
    {
        var finding = Assert.Single(Check(name, inside is null ? "PK\x03\x04 cut off"u8.ToArray() : Zip((inside, "x"))));

        Assert.True(finding.Unchecked);
        Assert.Contains(why, finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_packed_list_of_files_holds_as_well() => Assert.True(Assert.Single(Check("x.7z", SevenZip(0x17, 0x06, 0x24, 0x03, 0x01, 0x01))).Unchecked);

    public static TheoryData<string, byte[]> Harmless => new()
    {
        { "plan.pdf", "%PDF-1.7"u8.ToArray() },
        { "photo.jpg", [0xFF, 0xD8, 0xFF, 0xE0] },
        { "notes.txt", "MZ is where we meet. <html> is a word."u8.ToArray() },
        { "invoice.xml", "<?xml version=\"1.0\"?><Invoice xmlns=\"urn:oasis:names:specification:ubl:schema:xsd:Invoice-2\"/>"u8.ToArray() },
        { "date.ics", "BEGIN:VCALENDAR"u8.ToArray() },
        { "letter.doc", Ole("WordDocument") },
        { "letter.docx", Zip(("[Content_Types].xml", "x"), ("word/document.xml", "x"), ("word/embeddings/oleObject1.bin", "x")) },
        { "slides.pptx", Zip(("[Content_Types].xml", "x"), ("ppt/media/image1.svg", "x")) },
        { "book.epub", Zip(("mimetype", "application/epub+zip"), ("text/1.xhtml", "x"), ("js/1.js", "x")) },
        { "photos.zip", Zip(("a.jpg", "x"), ("b/", "")) },
        { "Intro to Node.js.pdf", "%PDF"u8.ToArray() },
        { "www.lighthouse.com.pdf", "%PDF"u8.ToArray() },
        { "photos.rar", [.. "Rar!\x1A\x07\x00"u8, 0, 0, 0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0] },
        { "", [] },
    };

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Ordinary_files_pass(string name, byte[] bytes) => Assert.Empty(Check(name, bytes));

    [Fact]
    public void A_document_hides_no_program() => Assert.Single(Check("letter.docx", Zip(("[Content_Types].xml", "x"), ("word/run.exe", "x"))));

    [Fact]
    public void Noise_after_any_beginning_breaks_nothing()
    {
        var random = new Random(7);
        byte[][] beginnings = [.. Forbidden.Select(row => (byte[])row.GetValue(1)!), .. Harmless.Select(row => (byte[])row.GetValue(1)!)];
        foreach (var beginning in beginnings.SelectMany(bytes => Enumerable.Repeat(bytes, 40)))
        {
            var bytes = beginning.ToArray();
            for (var i = 0; i < 4 && bytes.Length > 4; i++)
            {
                bytes[random.Next(4, bytes.Length)] = (byte)random.Next(256);
            }

            Assert.All(Check("x", bytes[..random.Next(bytes.Length + 1)]), finding => Assert.NotEmpty(finding.Message));
        }
    }

    [Fact]
    public void A_clean_newsletter_has_nothing_to_say_about() => Assert.Empty(Rule.Check(Sample.Clean()));

    private static List<Finding> Check(string name, byte[] bytes) => Rule.Check(Sample.Mail(null, null, new Attachment(name, "application/pdf", null, bytes)));

    private static byte[] Ole(string stream) => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600], .. Encoding.Unicode.GetBytes(stream), .. new byte[40]];

    private static byte[] SevenZip(params byte[] header) =>
        [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4, 0, 0, 0, 0, .. BitConverter.GetBytes(0L), .. BitConverter.GetBytes((long)header.Length), 0, 0, 0, 0, .. header];

    private static byte[] Zip(params (string Name, string Text)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in entries)
            {
                using var writer = new StreamWriter(zip.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return stream.ToArray();
    }

    // The flag in the central directory (APPNOTE.TXT 4.4.4, bit 0).
    private static byte[] Encrypted(byte[] zip)
    {
        var central = zip.AsSpan().IndexOf("PK\x01\x02"u8);
        zip[central + 8] |= 1;
        return zip;
    }

    private static byte[] Tar(params string[] names)
    {
        var tar = new MemoryStream();
        foreach (var name in names)
        {
            var header = new byte[512];
            Encoding.ASCII.GetBytes(name, header);
            Encoding.ASCII.GetBytes("00000000003", header.AsSpan(124));
            Encoding.ASCII.GetBytes("ustar", header.AsSpan(257));
            tar.Write(header);
            tar.Write(new byte[512]);
        }

        tar.Write(new byte[1_024]);
        return tar.ToArray();
    }
}

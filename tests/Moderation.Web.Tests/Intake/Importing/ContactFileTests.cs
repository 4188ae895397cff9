using System.Text;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Web.Intake.Importing;

namespace Moderation.Web.Tests.Intake.Importing;

/// <summary>From the bytes of a file to the rows that would be written.</summary>
public sealed class ContactFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Agreed = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    public static TheoryData<int> Samples => [.. Enumerable.Range(0, ExportSamples.All.Count)];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task The_exports_of_other_services_are_recognised_and_only_their_subscribers_taken(int sample)
    {
        var (provider, file, uses, mailable, notMailable) = ExportSamples.All[sample];
        var recognised = await Recognition.OfAsync(Encoding.UTF8.GetBytes(file), isAll: true, CancellationToken.None);
        Assert.Equal(provider, recognised.Provider);
        Assert.Subset(recognised.Columns.Select(c => c.Use).ToHashSet(), uses.ToHashSet());
        Assert.Null(ImportColumn.Objection(recognised.Columns));
        var batch = await ReadAsync(file);
        Assert.Equal((mailable, notMailable), (batch.Count, batch.Refused.Count));
    }

    [Fact]
    public async Task Who_left_elsewhere_becomes_an_opt_out_here_with_its_reason_and_evidence()
    {
        var batch = await ReadAsync("email,status\na@lighthouse.example,unsubscribed\nb@lighthouse.example,cleaned\nc@lighthouse.example,Spam complaint\nd@lighthouse.example,pending\ne@lighthouse.example,gold\nf@lighthouse.example,subscribed\na@lighthouse.example,subscribed");
        Assert.Equal([("a@lighthouse.example", SuppressionReason.OptOut), ("b@lighthouse.example", SuppressionReason.HardBounce), ("c@lighthouse.example", SuppressionReason.Complaint)], batch.OptOuts.Select(o => (o.Key, o.Reason)));
        Assert.Equal("file.csv, line 2: status unsubscribed", batch.OptOuts[0].Evidence);
        Assert.Equal(1, batch.Count);
        Assert.Contains("no subscriber", batch.Refused[3].Reason, StringComparison.Ordinal);
        Assert.Contains("no status that is known", batch.Refused[4].Reason, StringComparison.Ordinal);
        Assert.Contains("line 2 already", batch.Refused[5].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_refused_row_says_its_line_and_why()
    {
        var batch = await ReadAsync("email,name,opted in at\nada@lighthouse.example,x,\n\nnot an address,x,\n,x,\nADA@lighthouse.example,x,\nbob@lighthouse.example,x,01/02/2025\ncia@lighthouse.example,x,2031-01-01\ndan@lighthouse.example,x,no\neve@lighthouse.example,x\0y,\nfay@lighthouse.example,x,,more\ngus@lighthouse.example,\"x");
        Assert.Equal(1, batch.Count);
        Assert.Equal([4, 5, 6, 7, 8, 9, 10, 11, 12], batch.Refused.Select(r => r.Line));
        var reasons = new[] { "no e-mail address", "no address in this row", "line 2", "two ways", "future", "did not agree", "NUL", "4 fields, the heading has 3", "never closed" };
        Assert.All(batch.Refused.Zip(reasons), pair => Assert.Contains(pair.Second, pair.First.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("email,first name\n", "no rows")]
    [InlineData("ada@lighthouse.example,Ada\n", "must name the columns")]
    [InlineData("PK\u0003\u0004\0\0\0\n\0", "no text file")]
    public async Task A_file_that_cannot_be_used_says_why(string file, string why) =>
        Assert.Contains(why, (await Assert.ThrowsAsync<ContactFileException>(() => Recognition.OfAsync(Encoding.UTF8.GetBytes(file), isAll: true, CancellationToken.None))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("www.evil.example")]
    [InlineData("win@evil.example")]
    [InlineData("{{ unsubscribe_url }}")]
    public async Task A_name_that_carries_a_pitch_is_refused_and_such_an_attribute_is_left_out(string text)
    {
        Assert.Contains("first name", Assert.Single((await ReadAsync($"email,first name\nada@lighthouse.example,{text}")).Refused).Reason, StringComparison.Ordinal);
        var batch = await ReadAsync($"email,city,shop\nada@lighthouse.example,Falmouth,{text}");
        Assert.Equal((1, 1), (batch.Count, batch.ValuesLeftOut));
        Assert.Contains("{\"city\":\"Falmouth\"}", Encoding.UTF8.GetString(batch.Contacts.Bytes.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("UTF-8", "UTF-8")]
    [InlineData("UTF-8 BOM", "UTF-8")]
    [InlineData("UTF-16 LE", "UTF-16 LE")]
    [InlineData("UTF-16 LE BOM", "UTF-16 LE")]
    [InlineData("UTF-16 BE BOM", "UTF-16 BE")]
    [InlineData("Windows-1252", "Windows-1252")]
    public async Task Letters_survive_every_encoding(string written, string recognised)
    {
        Encoding encoding = written switch
        {
            _ when written.StartsWith("UTF-16 LE", StringComparison.Ordinal) => new UnicodeEncoding(bigEndian: false, byteOrderMark: written.EndsWith("BOM", StringComparison.Ordinal)),
            "UTF-16 BE BOM" => new UnicodeEncoding(bigEndian: true, byteOrderMark: true),
            "Windows-1252" => CodePagesEncodingProvider.Instance.GetEncoding(1252)!,
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: written.EndsWith("BOM", StringComparison.Ordinal)),
        };
        byte[] bytes = [.. encoding.Preamble, .. encoding.GetBytes("email;first name\nzoe@lighthouse.example;Zoë “€”\n")];
        using var file = new MemoryStream(bytes);
        Assert.Equal(recognised, await FileText.DetectAsync(file, CancellationToken.None));
        using var text = new StreamReader(FileText.Open(file, recognised), Encoding.UTF8);
        Assert.Equal("email;first name\nzoe@lighthouse.example;Zoë “€”\n", await text.ReadToEndAsync());
    }

    [Fact]
    public async Task A_few_damaged_letters_do_not_make_a_UTF_8_file_a_western_one()
    {
        byte[] bytes = [.. "email,first name\nzoe@lighthouse.example,Zoë\nÅsa@lighthouse.example,Åsa\n"u8, .. "bob@lighthouse.example,B"u8, 0xF6, .. "b\n"u8];
        using var file = new MemoryStream(bytes);
        Assert.Equal(FileText.DamagedUtf8, await FileText.DetectAsync(file, CancellationToken.None));
    }

    [Fact]
    public async Task The_date_of_the_form_counts_for_rows_without_their_own()
    {
        var batch = await ReadAsync("email,optin\nada@lighthouse.example,yes\nbob@lighthouse.example,2024-01-02", Agreed);
        Assert.Equal(2, batch.Count);
        Assert.Empty(batch.Refused);
    }

    /// <summary>The fast way and the house's own must agree on what an address is.</summary>
    [Fact]
    public void Addresses_are_judged_as_everywhere_else()
    {
        var random = new Random(7);
        const string Alphabet = "ab1-..@@_+ü,\" ";
        var (email, key) = (new byte[400], new byte[400]);
        for (var i = 0; i < 200_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => Alphabet[random.Next(Alphabet.Length)])) + (i % 3 == 0 ? "@Mail.Example" : "");
            if (AsciiAddress.TryParse(Encoding.UTF8.GetBytes(text), email, key, out var length) is not { } fast)
            {
                continue;
            }

            Assert.True(EmailAddress.TryParse(text, out var address) == fast, text);
            if (fast)
            {
                Assert.Equal((address.ToString(), address.Key), (Encoding.UTF8.GetString(email.AsSpan(0, length)), Encoding.UTF8.GetString(key.AsSpan(0, length))));
            }
        }
    }

    [Fact]
    public async Task A_spreadsheet_runs_no_cell_of_what_is_exported()
    {
        using var text = new StringWriter();
        await new CsvRows(text).WriteAsync(["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "plain"], CancellationToken.None);
        Assert.Equal("\"'=cmd|' /C calc'!A0\",\"'+1\",\"'-1\",\"'@x\",\"'\tx\",plain\r\n", text.ToString());
    }

    private static async Task<ImportBatch> ReadAsync(string file, DateTimeOffset? agreedAt = null)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        var recognised = await Recognition.OfAsync(bytes, isAll: true, CancellationToken.None);
        using var stream = new MemoryStream(bytes);
        var csv = new CsvReader(stream, recognised.Delimiter);
        using var rows = new RowReader(new RowRules("file.csv", recognised.Columns, IsDamaged: false, agreedAt, "Shop", Now));
        var batch = new ImportBatch();
        var isHeading = true;
        while (await csv.ReadAsync(CancellationToken.None))
        {
            if (isHeading)
            {
                isHeading = Recognition.IsHint(csv);
                continue;
            }

            rows.Read(csv, batch);
        }

        return batch;
    }
}

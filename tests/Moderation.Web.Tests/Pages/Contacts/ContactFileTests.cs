using System.Text;
using Moderation.Web.Pages.Contacts.Importing;

namespace Moderation.Web.Tests.Pages.Contacts;

public sealed class ContactFileTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Agreed = new(2026, 5, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("email,first name,last name,opted in at,source\nada@lighthouse.example,Ada,Lindqvist,2025-03-01,Web form")]
    [InlineData("\"E-mail Address\";\"First Name\";\"Last Name\";CONFIRM_TIME;\"Opt-in source\"\r\nada@lighthouse.example;Ada;Lindqvist;2025-03-01 00:00:00;Web form\r\n")]
    [InlineData("Imię\tNazwisko\tAdres email\tData zgody\tŹródło\nAda\tLindqvist\tada@lighthouse.example\t1.3.2025\tWeb form")]
    public void Columns_are_found_by_their_names_in_several_languages(string file)
    {
        var row = Assert.Single(Read(file).Rows);
        Assert.Equal("ada@lighthouse.example", row.Email.ToString());
        Assert.Equal(("Ada", "Lindqvist", "Web form"), (row.FirstName, row.LastName, row.Source));
        Assert.Equal(new DateTimeOffset(2025, 3, 1, 0, 0, 0, TimeSpan.Zero), row.OptedInAt);
    }

    [Fact]
    public void Each_refused_row_says_its_line_and_why()
    {
        var (rows, refused) = Read("email,name,opted in at\nada@lighthouse.example,x,\n\nnot an address,x,\n,x,\nADA@lighthouse.example,x,\nbob@lighthouse.example,x,01/02/2025\ncia@lighthouse.example,x,2031-01-01\ndan@lighthouse.example,x,no");
        Assert.Single(rows);
        Assert.Equal([4, 5, 6, 7, 8, 9], refused.Select(r => r.Line));
        Assert.Contains("no e-mail address", refused[0].Reason, StringComparison.Ordinal);
        Assert.Contains("no address in this row", refused[1].Reason, StringComparison.Ordinal);
        Assert.Contains("line 2", refused[2].Reason, StringComparison.Ordinal);
        Assert.Contains("two ways", refused[3].Reason, StringComparison.Ordinal);
        Assert.Contains("future", refused[4].Reason, StringComparison.Ordinal);
        Assert.Contains("did not agree", refused[5].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_are_counted_as_an_editor_shows_them_when_a_field_holds_line_breaks() =>
        Assert.Equal(4, Assert.Single(Read("email,note\nada@lighthouse.example,\"one\ntwo\"\nwrong,x").Refused).Line);

    [Theory]
    [InlineData("", "empty")]
    [InlineData("email,first name\n", "no rows")]
    [InlineData("ada@lighthouse.example,Ada\n", "must name the columns")]
    [InlineData("PK\u0003\u0004\0\0\0", "no text file")]
    public void A_file_that_cannot_be_used_says_why(string file, string why) =>
        Assert.Contains(why, Assert.Throws<ContactFileException>(() => Read(file)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_quotation_mark_that_never_closes_is_named_with_its_line()
    {
        var file = "email,name\nada@lighthouse.example,\"Ada\n" + string.Join('\n', Enumerable.Range(0, 2000).Select(i => $"r{i}@lighthouse.example,Reader"));
        Assert.Contains("Line 2 ", Assert.Throws<ContactFileException>(() => Read(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("www.evil.example")]
    [InlineData("win@evil.example")]
    [InlineData("{{ unsubscribe_url }}")]
    public void A_name_that_carries_a_pitch_is_refused(string name) =>
        Assert.Contains("first name", Assert.Single(Read($"email,first name\nada@lighthouse.example,{name}").Refused).Reason, StringComparison.Ordinal);

    [Fact]
    public void The_date_of_the_form_counts_for_rows_without_their_own()
    {
        var rows = ContactFile.Read(Encoding.UTF8.GetBytes("email,optin\nada@lighthouse.example,yes\nbob@lighthouse.example,2024-01-02"), Agreed, "Shop", Now).Rows;
        Assert.Equal(Agreed, rows[0].OptedInAt);
        Assert.Equal(2024, rows[1].OptedInAt!.Value.Year);
        Assert.Equal("Shop", rows[0].Source);
    }

    [Fact]
    public void Without_a_date_anywhere_there_is_no_evidence() => Assert.Null(Assert.Single(Read("email\nada@lighthouse.example").Rows).OptedInAt);

    [Fact]
    public void Western_bytes_keep_their_letters() =>
        Assert.Equal("Zoë", Assert.Single(ContactFile.Read(Encoding.Latin1.GetBytes("email,first name\nzoe@lighthouse.example,Zoë"), null, "", Now).Rows).FirstName);

    [Fact]
    public void A_spreadsheet_does_not_run_a_refused_row()
    {
        var csv = Encoding.UTF8.GetString(RefusedRowsCsv.Write([(2, "No address.", "=cmd|' /C calc'!A0")]));
        Assert.Contains("\"'=cmd", csv, StringComparison.Ordinal);
    }

    private static (List<ContactRow> Rows, List<RefusedRow> Refused) Read(string file) => ContactFile.Read(Encoding.UTF8.GetBytes(file), null, "", Now);
}

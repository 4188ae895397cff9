using System.Text;

namespace Moderation.Web.Pages.Contacts.Importing;

/// <summary>The refused rows as a file that a spreadsheet opens without running what a row says.</summary>
internal static class RefusedRowsCsv
{
    public static byte[] Write(IEnumerable<(int Line, string Reason, string Row)> rows)
    {
        var csv = new StringBuilder("line,reason,row\r\n");
        foreach (var (line, reason, row) in rows)
        {
            csv.Append(line).Append(',').Append(Cell(reason)).Append(',').Append(Cell(row)).Append("\r\n");
        }

        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    // CSV injection: a cell that starts like a formula is run by spreadsheets; an apostrophe makes it text.
    private static string Cell(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
        {
            text = "'" + text;
        }

        return '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}

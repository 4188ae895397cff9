using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Net.Http.Headers;

namespace Moderation.Web.Intake.Importing;

/// <summary>A CSV file of any length, sent while it is written.</summary>
internal sealed class CsvResult(string fileName, Func<CsvRows, Task> write) : IActionResult
{
    public async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.ContentType = "text/csv; charset=utf-8";
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(fileName);
        response.Headers.ContentDisposition = disposition.ToString();
        response.Headers.CacheControl = "no-store";
        // With the mark, without which spreadsheets take the letters for those of their country.
        await using var text = new StreamWriter(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 * 1024, leaveOpen: true);
        await write(new CsvRows(text));
    }
}

/// <summary>Rows that a spreadsheet opens without running what a cell says.</summary>
internal sealed class CsvRows(TextWriter text)
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\"\r\n\t'");

    private readonly StringBuilder _row = new();

    public async Task WriteAsync(IEnumerable<string> cells, CancellationToken ct)
    {
        _row.Clear();
        foreach (var cell in cells)
        {
            if (_row.Length > 0)
            {
                _row.Append(',');
            }

            _row.Append(Cell(cell));
        }

        _row.Append("\r\n");
        await text.WriteAsync(_row, ct);
    }

    // CSV injection: a cell that starts like a formula is run by spreadsheets; an apostrophe makes it text.
    private static string Cell(string cell)
    {
        if (cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..])
        {
            cell = "'" + cell;
        }

        return cell.Length > 0 && !cell.AsSpan().ContainsAny(Quoted) && cell[0] != ' ' ? cell : '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}

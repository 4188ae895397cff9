using System.Text;
using Moderation.Web.Intake.Importing;

namespace Moderation.Web.Tests.Intake.Importing;

public sealed class CsvReaderTests
{
    [Fact]
    public async Task Quotes_hold_delimiters_line_breaks_and_doubled_quotes()
    {
        var records = await ReadAsync("a,\"b, \"\"c\"\"\r\nd\",\r\n\"\",x\n");
        Assert.Equal([(1, CsvFault.None, "a|b, \"c\"\r\nd|"), (3, CsvFault.None, "|x")], records);
    }

    [Fact]
    public async Task The_last_line_needs_no_line_break() => Assert.Equal([(1, CsvFault.None, "a|b"), (2, CsvFault.None, "c|")], await ReadAsync("a,b\nc,"));

    [Fact]
    public async Task A_quote_that_never_closes_costs_its_own_line_only() =>
        Assert.Equal([(1, CsvFault.None, "a|b"), (2, CsvFault.Unclosed, "x,\"open"), (3, CsvFault.None, "c|d")], await ReadAsync("a,b\nx,\"open\nc,d\n"));

    [Fact]
    public async Task A_stray_quote_that_meets_the_next_one_costs_its_own_line_only()
    {
        var records = await ReadAsync("\"a\",\"b\n\"c\",\"d\"\n\"e\",\"f\"\n");
        Assert.Equal([(1, CsvFault.Malformed, "\"a\",\"b"), (2, CsvFault.None, "c|d"), (3, CsvFault.None, "e|f")], records);
    }

    [Theory]
    [InlineData(70_000)]
    [InlineData(300_000)]
    [InlineData(10_000_000)]
    public async Task A_line_that_is_too_long_is_named_and_the_next_ones_are_read(int length)
    {
        var records = await ReadAsync("a,b\n" + new string('x', length) + "\nc,d\n\"" + new string('y', length) + "\",z\ne,f");
        Assert.Equal([1, 2, 3, 4, 5], records.Select(r => r.Line));
        Assert.Equal(["a|b", "c|d", "e|f"], records.Where(r => r.Fault == CsvFault.None).Select(r => r.Text));
        Assert.All(records.Where(r => r.Fault != CsvFault.None), r => Assert.Equal(CsvFault.TooLong, r.Fault));
    }

    /// <summary>Whatever the bytes are, all lines are accounted for, and it does not matter how they arrive.</summary>
    [Fact]
    public async Task Any_bytes_are_read_to_their_end_in_the_same_way_however_they_arrive()
    {
        var random = new Random(5);
        var alphabet = "\"\"\",,;\n\n\r\0ab \xC3\xA9"u8.ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            var bytes = Enumerable.Range(0, random.Next(0, 60)).Select(_ => alphabet[random.Next(alphabet.Length)]).ToArray();
            var whole = await ReadAsync(new MemoryStream(bytes));
            Assert.Equal(whole, await ReadAsync(new Dribble(bytes, random)));
            Assert.True(whole.Zip(whole.Skip(1)).All(pair => pair.First.Line < pair.Second.Line), Encoding.UTF8.GetString(bytes));
        }
    }

    /// <summary>What is written as RFC 4180 says is read back as it was.</summary>
    [Fact]
    public async Task What_was_written_with_quotes_is_read_back()
    {
        var random = new Random(6);
        for (var i = 0; i < 2_000; i++)
        {
            var rows = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Enumerable.Range(0, 3).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => "ab\",\n;é"[random.Next(7)]))).ToArray()).ToList();
            var text = string.Concat(rows.Select(row => string.Join(',', row.Select(cell => '"' + cell.Replace("\"", "\"\"", StringComparison.Ordinal) + '"')) + "\r\n"));
            var read = await ReadAsync(new Dribble(Encoding.UTF8.GetBytes(text), random));
            Assert.Equal(rows.Select(row => string.Join('|', row)), read.Select(r => r.Text));
        }
    }

    internal static Task<List<(int Line, CsvFault Fault, string Text)>> ReadAsync(string text) => ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static async Task<List<(int Line, CsvFault Fault, string Text)>> ReadAsync(Stream stream)
    {
        var csv = new CsvReader(stream, ',');
        var records = new List<(int, CsvFault, string)>();
        while (await csv.ReadAsync(CancellationToken.None))
        {
            records.Add((csv.Line, csv.Fault, csv.Fault == CsvFault.None
                ? string.Join('|', Enumerable.Range(0, csv.Count).Select(i => Encoding.UTF8.GetString(csv[i])))
                : Encoding.UTF8.GetString(csv.Raw[..Math.Min(csv.Raw.Length, 20)])));
        }

        Assert.Equal(stream.Position, csv.End);
        return records;
    }

    /// <summary>A few bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 7))], cancellationToken);
    }
}

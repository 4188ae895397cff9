using System.Text;
using Moderation.Delivery;
using Moderation.Web.Feedback.Logs;

namespace Moderation.Web.Tests.Feedback.Logs;

public sealed class LogFileTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Directory.CreateTempSubdirectory("logs-").FullName;
    private readonly LogReading _reading;

    public LogFileTests() => _reading = new LogReading { RouteId = Guid.NewGuid(), Kind = MailLogKind.Postfix, Path = Path.Combine(_folder, "mail.log") };

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void What_is_appended_is_read_once_and_only_with_its_line_end()
    {
        Append("one");
        Assert.Equal("", Read());
        Append("\ntwo\nthr");
        Assert.Equal("one\ntwo\n", Read());
        Assert.Equal("", Read());
        Append("ee\n");
        Assert.Equal("three\n", Read());
        Assert.Null(_reading.LostAt);
    }

    [Fact]
    public void A_renamed_log_is_read_to_its_end_before_the_new_one_begins()
    {
        Append("one\ntwo\n");
        Assert.Equal("one\ntwo\n", Read());
        Append("three\nfo");
        File.Move(_reading.Path, _reading.Path + ".1");
        // Something else lies beside them.
        File.WriteAllText(_reading.Path + ".2.gz", "older\n");
        Append("new one\n");
        Assert.Equal("three\n", Read());
        // Whoever renamed it may still write to it.
        File.AppendAllText(_reading.Path + ".1", "ur\nfive");
        Assert.Equal("four\n", Read());
        Assert.Equal("five", Read());
        Assert.Equal("new one\n", Read());
        Assert.Null(_reading.LostAt);
    }

    [Fact]
    public void A_log_that_is_copied_and_emptied_goes_on_in_the_same_place()
    {
        Append("one\ntwo\n");
        Read();
        Append("three\n");
        File.Copy(_reading.Path, _reading.Path + ".1");
        File.WriteAllText(_reading.Path, "");
        Assert.Equal("three\n", Read());
        Append("four\n");
        Assert.Equal("four\n", Read() + Read() + Read());
        Assert.Null(_reading.LostAt);
    }

    [Fact]
    public void A_log_whose_older_part_is_gone_says_so_and_begins_anew()
    {
        Append("one\ntwo\n");
        Read();
        File.WriteAllText(_reading.Path, "three\n");
        Assert.Equal("three\n", Read());
        Assert.Equal(Now, _reading.LostAt);
    }

    [Fact]
    public void A_log_larger_than_a_chunk_is_read_in_chunks_of_whole_lines()
    {
        var lines = string.Concat(Enumerable.Range(0, 60_000).Select(i => $"line {i} of a long log of a busy server\n"));
        Append(lines);
        var read = new StringBuilder();
        for (var chunk = Chunk(); chunk.Bytes.Length > 0; chunk = Chunk())
        {
            Assert.Equal((byte)'\n', chunk.Bytes[^1]);
            Assert.Equal(chunk.Next < chunk.Length, chunk.HasMore);
            read.Append(Encoding.UTF8.GetString(chunk.Bytes));
            _reading.Saw(chunk.Next, chunk.Length, "here", Now);
        }

        Assert.Equal(lines, read.ToString());
    }

    [Fact]
    public void A_line_that_never_ends_is_passed_over()
    {
        Append(new string('x', LogFile.ChunkSize + 10));
        Assert.True(Chunk().IsTooLong);
    }

    [Fact]
    public void What_cannot_be_read_says_what_to_do()
    {
        Assert.Contains("There is no file", Assert.Throws<LogFileException>(() => Chunk()).Message);
        File.WriteAllBytes(_reading.Path, [0x28, 0xB5, 0x2F, 0xFD, 0x04, 0x00]);
        Assert.Contains("zstd -dc", Assert.Throws<LogFileException>(() => Chunk()).Message);
        File.WriteAllBytes(_reading.Path, [0x1F, 0x8B, 0x08, 0x00]);
        Assert.Contains("gzip", Assert.Throws<LogFileException>(() => Chunk()).Message);
        _reading.Point(MailLogKind.KumoMta, _folder);
        Assert.Contains("tailer", Assert.Throws<LogFileException>(() => Chunk()).Message);
    }

    [Theory]
    [InlineData("/var/log/mail.log", true)]
    [InlineData("/var/log/../../etc/shadow", false)]
    [InlineData("/var/logs/mail.log", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("mail.log", false)]
    [InlineData("/var/log/mail\n.log", false)]
    public void Only_files_below_the_folders_of_logs_are_read(string path, bool isTaken) => Assert.Equal(isTaken, new LogReaderOptions().Refuse(path) is null);

    private readonly Dictionary<string, long> _lengths = [];

    private LogChunk Chunk() => LogFile.Read(
        _reading,
        (path, length) =>
        {
            var isSettled = _lengths.TryGetValue(path, out var before) && before == length;
            _lengths[path] = length;
            return isSettled;
        },
        Now);

    private string Read()
    {
        var chunk = Chunk();
        _reading.Saw(chunk.Next, chunk.Length, "here", Now);
        return Encoding.UTF8.GetString(chunk.Bytes);
    }

    private void Append(string text) => File.AppendAllText(_reading.Path, text);
}

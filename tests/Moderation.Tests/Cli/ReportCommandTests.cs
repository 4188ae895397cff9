using System.Text.Json;
using Moderation.Cli;

namespace Moderation.Tests.Cli;

public sealed class ReportCommandTests : IDisposable
{
    private const string Bounce = """
        From: MAILER-DAEMON@mx.example.net
        Subject: failure notice

        Hi. This is the qmail-send program at mx.example.net.

        <gone@example.org>:
        Sorry, no mailbox here by that name. (#5.1.1)

        --- Below this line is a copy of the message.

        Message-ID: <1@news.example.net>

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("moderation-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_bounce_is_told_to_people()
    {
        var (code, output, error) = Run("report", Save("bounce.eml", Bounce));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("bounce.eml: dsn", output, StringComparison.Ordinal);
        Assert.Contains("  hard    gone@example.org failed 5.1.1 Sorry, no mailbox here", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_is_one_object_a_line()
    {
        var file = Save("bounce.eml", Bounce);
        var (code, output, _) = Run("report", "--json", file);
        Assert.Equal(0, code);
        var line = JsonDocument.Parse(Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries))).RootElement;
        Assert.Equal((file, "dsn", "1@news.example.net"), (line.GetProperty("file").GetString(), line.GetProperty("kind").GetString(), line.GetProperty("originalMessageId").GetString()));
        Assert.Equal(JsonValueKind.Null, line.GetProperty("feedbackType").ValueKind);
        var one = Assert.Single(line.GetProperty("recipients").EnumerateArray());
        Assert.Equal(("gone@example.org", "failed", "5.1.1", "hard"), (one.GetProperty("address").GetString(), one.GetProperty("action").GetString(), one.GetProperty("status").GetString(), one.GetProperty("class").GetString()));
        Assert.StartsWith("Sorry, no mailbox", one.GetProperty("diagnostic").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_and_mboxes_are_opened()
    {
        Save("a.eml", "From: a@example.org\nSubject: Hello\n\nHi\n");
        Save("b.mbox", $"From MAILER-DAEMON Thu Jan  1 00:00:00 2026\n{Bounce}\nFrom bob Thu Jan  1 00:00:00 2026\nFrom: bob@example.org\nSubject: Automatic reply: News\n\nAway\n");
        var (code, output, _) = Run("report", _folder);
        Assert.Equal(0, code);
        Assert.Contains("a.eml: none", output, StringComparison.Ordinal);
        Assert.Contains("b.mbox#1: dsn", output, StringComparison.Ordinal);
        Assert.Contains("b.mbox#2: auto-reply", output, StringComparison.Ordinal);
        Assert.Contains("3 mails: 1 dsn, 0 arf, 1 auto-reply, 1 none; 0 could not be read", output, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_read_is_named_and_the_rest_is_read()
    {
        var (code, output, error) = Run("report", Path.Combine(_folder, "missing.eml"), Save("bounce.eml", Bounce), Save("empty.eml", ""));
        Assert.Equal(CommandLine.CouldNotRead, code);
        Assert.Contains("missing.eml: There is no such file.", error, StringComparison.Ordinal);
        Assert.Contains("empty.eml: The file is empty.", error, StringComparison.Ordinal);
        Assert.Contains("bounce.eml: dsn", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_the_exit_codes()
    {
        var (code, output, _) = Run("report", "--help");
        Assert.Equal(0, code);
        Assert.Contains("3 something could not be read", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        return (CommandLine.Run(args, output, error), output.ToString(), error.ToString());
    }

    private string Save(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}

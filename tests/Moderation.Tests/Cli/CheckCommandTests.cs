using System.Diagnostics;
using System.Text.Json;
using Moderation.Cli;
using Moderation.Tests.Rules;

namespace Moderation.Tests.Cli;

public sealed class CheckCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("moderation-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_clean_newsletter_is_cleared_and_what_needs_an_account_is_named()
    {
        var (code, output, error) = Run("check", Save("news.html", Sample.CleanHtml));

        Assert.Equal(0, code);
        Assert.Contains("news.html: cleared", output, StringComparison.Ordinal);
        Assert.Contains("Not run here, needs an account: account.new, account.moderated, volume.three-point-six", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    [Fact]
    public void A_message_is_read_with_its_parts_and_attachments()
    {
        var large = Convert.ToBase64String(new byte[1_048_577], Base64FormattingOptions.InsertLineBreaks);
        var file = Save("news.eml", $"""
            From: Lighthouse <keeper@lighthouse.example>
            Subject: News
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            <p>Hello</p><a href=3D"{"{{"} unsubscribe_url {"}}"}">Unsubscribe</a>
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename=film.pdf
            Content-Transfer-Encoding: base64

            {large}
            --b--
            """);

        var (code, output, _) = Run("check", "--json", file);

        Assert.Equal(1, code);
        var result = Assert.Single(Lines(output));
        Assert.Equal(file, result.GetProperty("file").GetString());
        Assert.Equal("held", result.GetProperty("verdict").GetString());
        var finding = Assert.Single(result.GetProperty("findings").EnumerateArray(), finding => finding.GetProperty("severity").GetString() == "hold");
        Assert.Equal("attachment.large", finding.GetProperty("rule").GetString());
        Assert.NotEmpty(finding.GetProperty("message").GetString()!);
        Assert.NotEmpty(finding.GetProperty("fix").GetString()!);
        Assert.Equal("attachment", finding.GetProperty("where").GetProperty("part").GetString());
        Assert.Equal("film.pdf", finding.GetProperty("where").GetProperty("excerpt").GetString());
    }

    [Fact]
    public void Folders_are_walked_and_the_worst_file_decides()
    {
        Save("a.html", Sample.CleanHtml);
        Save("deep/er/b.HTM", "<p>\n<a href=\"http://a.example\">x</a>");
        Save("deep/notes.txt", "not a mail");

        var (code, output, _) = Run("check", _folder, "--json");

        Assert.Equal(2, code);
        Assert.Equal(["cleared", "blocked"], Lines(output).Select(line => line.GetProperty("verdict").GetString()));
        var http = Lines(output).Last().GetProperty("findings").EnumerateArray().Single(finding => finding.GetProperty("rule").GetString() == "link.not-https");
        Assert.Equal(2, http.GetProperty("where").GetProperty("line").GetInt32());
        Assert.Equal("1/0/0", http.GetProperty("where").GetProperty("element").GetString());
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_an_object_with_an_error_beside_the_others()
    {
        var (code, output, _) = Run("check", "--json", Path.Combine(_folder, "gone.eml"), Save("empty.eml", ""), Save("a.html", Sample.CleanHtml), Save("x.txt", "x"), Save("noise.eml", "\0\u0001\u0002"), Save("words.html", "hello"));

        Assert.Equal(3, code);
        var lines = Lines(output).ToList();
        Assert.Equal(6, lines.Count);
        Assert.Equal("There is no such file.", lines[0].GetProperty("error").GetString());
        Assert.Equal("The file is empty.", lines[1].GetProperty("error").GetString());
        Assert.Equal("cleared", lines[2].GetProperty("verdict").GetString());
        Assert.All(lines.Skip(3), line => Assert.True(line.TryGetProperty("error", out _)));
    }

    [Fact]
    public void For_people_the_finding_has_its_place_and_how_to_mend_it()
    {
        var (code, output, error) = Run("check", Save("a.html", "<p>\n<a href=\"http://a.example\">x</a>\n<a href=\"{{ unsubscribe_url }}\">Unsubscribe</a>"), Path.Combine(_folder, "gone.html"));

        Assert.Equal(3, code);
        Assert.Contains("  block   link.not-https: The link \"http://a.example\" is not encrypted", output, StringComparison.Ordinal);
        Assert.Contains("HTML, line 2: <a href=\"http://a.example\">", output, StringComparison.Ordinal);
        Assert.Contains("2 files: 0 cleared, 0 held, 1 blocked, 1 could not be read", output, StringComparison.Ordinal);
        Assert.Contains("gone.html: There is no such file.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hostile_mail_cannot_write_escape_sequences_to_the_terminal()
    {
        var (_, output, _) = Run("check", Save("a.html", "<a href=\"http://a.example/\u001b[2J\u202e\">x</a>"));

        Assert.DoesNotContain('\u001b', output);
        Assert.DoesNotContain('\u202e', output);
        Assert.Contains("a.example/\uFFFD[2J", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check", "--jsn", "a.html")]
    [InlineData("chek", "a.html")]
    [InlineData()]
    public void Bad_usage_is_told_on_the_error_stream_with_exit_code_3(params string[] args)
    {
        var (code, output, error) = Run(args);

        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void An_empty_folder_is_told() => Assert.Contains("The folder holds no .eml or .html file.", Run("check", _folder).Error, StringComparison.Ordinal);

    [Fact]
    public void Help_is_no_error()
    {
        var (code, output, _) = Run("check", "--help");

        Assert.Equal(0, code);
        Assert.Contains("--network", output, StringComparison.Ordinal);
    }

    [Fact]
    public void As_a_program_it_answers_by_its_exit_code()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CommandLine).Assembly.Location, "check", "--json", Save("a.html", "<p>Hello</p>")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.Equal(2, process.ExitCode);
        Assert.Equal("blocked", Assert.Single(Lines(output)).GetProperty("verdict").GetString());
    }

    internal static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = CommandLine.Run(args, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static IEnumerable<JsonElement> Lines(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line));

    private string Save(string name, string content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }
}

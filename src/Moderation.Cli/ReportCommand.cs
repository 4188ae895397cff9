using System.CommandLine;
using Moderation.Mail.Mime;
using Moderation.Mail.Reports;

namespace Moderation.Cli;

/// <summary><c>moderation report FILE…</c></summary>
internal static class ReportCommand
{
    public static Command Create()
    {
        var files = FilesArgument.Create("A mail, an mbox, or a folder of .eml, .mbox and .txt files.");
        var json = new Option<bool>("--json") { Description = "Write one JSON object a line: file, kind, recipients with address, action, status, diagnostic and class, feedbackType." };
        var command = new Command(
            "report",
            "Reads mail that came back: bounces (dsn), complaints (arf), automatic answers (auto-reply); anything else is none. Exit code: 0 all was read, whatever it said; 3 something could not be read.")
        {
            files, json,
        };
        command.SetAction(parsed =>
        {
            var configuration = parsed.InvocationConfiguration;
            var run = new ReportRun(parsed.GetValue(json), configuration.Output, configuration.Error);
            return run.Read(parsed.GetRequiredValue(files));
        });
        return command;
    }

    private sealed class ReportRun(bool json, TextWriter output, TextWriter error)
    {
        private readonly Dictionary<ReportKind, int> _told = [];
        private int _unreadable;

        public int Read(string[] paths)
        {
            foreach (var path in paths)
            {
                Try(path, () =>
                {
                    foreach (var file in MailFile.Below(path, MailFile.Mails))
                    {
                        Try(file, () => ReadFile(file));
                    }
                });
            }

            if (!json && _told.Values.Sum() + _unreadable > 1)
            {
                output.WriteLine();
                output.WriteLine($"{_told.Values.Sum():N0} mails: {Count(ReportKind.Dsn)} dsn, {Count(ReportKind.Arf)} arf, {Count(ReportKind.AutoReply)} auto-reply, {Count(ReportKind.None)} none; {_unreadable:N0} could not be read");
            }

            return _unreadable == 0 ? 0 : CommandLine.CouldNotRead;
        }

        private void ReadFile(string file)
        {
            var mails = Mbox.Split(MailFile.Bytes(file));
            for (var i = 0; i < mails.Count; i++)
            {
                // A mail within an mbox is named by its place.
                var name = mails.Count == 1 ? file : $"{file}#{i + 1}";
                var mail = mails[i];
                Try(name, () => Tell(name, Report.Read(mail)));
            }
        }

        private void Tell(string name, Report report)
        {
            _told[report.Kind] = _told.GetValueOrDefault(report.Kind) + 1;
            if (json)
            {
                output.WriteLine(Json.Line(new
                {
                    file = name,
                    kind = Word(report.Kind),
                    recipients = report.Recipients.Select(one => new { one.Address, action = one.Action?.ToString().ToLowerInvariant(), one.Status, one.Diagnostic, @class = one.Class?.ToString().ToLowerInvariant(), one.OriginalAddress }),
                    report.FeedbackType,
                    report.Format,
                    report.OriginalMessageId,
                }));
                return;
            }

            output.WriteLine($"{Plain.Of(name)}: {Word(report.Kind)}{(report.FeedbackType is { } type ? ", " + Plain.Of(type) : "")}");
            foreach (var one in report.Recipients)
            {
                var said = new[] { one.Action?.ToString().ToLowerInvariant(), one.Status, one.Diagnostic }.Where(word => word is not null);
                output.WriteLine($"  {one.Class?.ToString().ToLowerInvariant() ?? "",-7} {Plain.Of(one.Address)} {Plain.Of(string.Join(' ', said))}".TrimEnd());
            }
        }

        private void Try(string name, Action read)
        {
            try
            {
                read();
            }
            catch (Exception problem) when (problem is UnreadableException or MimeFormatException)
            {
                _unreadable++;
                if (json)
                {
                    output.WriteLine(Json.Line(new { file = name, error = problem.Message }));
                }
                else
                {
                    error.WriteLine($"{Plain.Of(name)}: {Plain.Of(problem.Message)}");
                }
            }
        }

        private string Count(ReportKind kind) => $"{_told.GetValueOrDefault(kind):N0}";

        private static string Word(ReportKind kind) => kind switch
        {
            ReportKind.Dsn => "dsn",
            ReportKind.Arf => "arf",
            ReportKind.AutoReply => "auto-reply",
            _ => "none",
        };
    }
}

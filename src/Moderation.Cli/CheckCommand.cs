using System.CommandLine;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Cli;

/// <summary><c>moderation check FILE…</c></summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var files = FilesArgument.Create("An .eml or .html file, or a folder of them.");
        var json = new Option<bool>("--json") { Description = "Write one JSON object a line: file, verdict, findings." };
        var offline = new Option<bool>("--offline") { Description = "Leave out what needs the network." };
        var command = new Command("check", "Judges newsletters. Exit code: 0 cleared, 1 held, 2 blocked, 3 could not be read; the worst of all files.") { files, json, offline };
        command.SetAction(parsed =>
        {
            var output = parsed.InvocationConfiguration.Output;
            ICheckReport report = parsed.GetValue(json) ? new JsonReport(output) : new PlainReport(output, parsed.InvocationConfiguration.Error);
            return Check(parsed.GetRequiredValue(files), parsed.GetValue(offline) ? Needs.Content : Needs.Content | Needs.Network, report);
        });
        return command;
    }

    private static int Check(string[] paths, Needs available, ICheckReport report)
    {
        var worst = 0;
        foreach (var path in paths)
        {
            try
            {
                foreach (var file in MailFile.Below(path, MailFile.Letters))
                {
                    worst = Math.Max(worst, CheckFile(file, available, report));
                }
            }
            catch (UnreadableException problem)
            {
                report.Unreadable(path, problem.Message);
                worst = CommandLine.CouldNotRead;
            }
        }

        report.End();
        return worst;
    }

    private static int CheckFile(string file, Needs available, ICheckReport report)
    {
        Judgement judgement;
        try
        {
            var submission = new Submission(MailFile.Read(file));
            // What nobody has gathered from the network is not there to judge with.
            judgement = Judge.Run(submission, Policy.Default, submission.Links is null ? available & ~Needs.Network : available);
        }
        catch (UnreadableException problem)
        {
            report.Unreadable(file, problem.Message);
            return CommandLine.CouldNotRead;
        }

        report.Judged(file, judgement);
        return (int)judgement.Verdict;
    }
}

/// <summary>Two ways to tell the same.</summary>
internal interface ICheckReport
{
    void Judged(string file, Judgement judgement);

    void Unreadable(string file, string why);

    void End();
}

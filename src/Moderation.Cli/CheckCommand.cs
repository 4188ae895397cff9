using System.CommandLine;
using Moderation.Campaigns;
using Moderation.Mail.SpamFilters;
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
        var network = new Option<bool>("--network") { Description = "Follow the links as well. Opt-out and confirmation links are never fetched." };
        var blocklists = new Option<bool>("--blocklists") { Description = "With --network: ask the usual blocklists about the domains." };
        var resolver = new Option<string?>("--resolver") { Description = "The name server to ask, such as 9.9.9.9:53; without it the one of this machine." };
        var rspamd = new Option<string?>("--rspamd") { Description = "Have Rspamd score the message too, at this address, such as http://localhost:11333. Only .eml files." };
        var command = new Command("check", "Judges newsletters. Exit code: 0 cleared, 1 held, 2 blocked, 3 could not be read; the worst of all files.") { files, json, network, blocklists, resolver, rspamd };
        command.SetAction(async (parsed, ct) =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (NameServer.Options(parsed.GetValue(resolver), error) is not { } servers || !TryRspamd(parsed.GetValue(rspamd), error, out var filter))
            {
                return CommandLine.CouldNotRead;
            }

            using (filter)
            {
                ICheckReport report = parsed.GetValue(json) ? new JsonReport(output) : new PlainReport(output, error);
                var links = parsed.GetValue(network) ? new LinkFollowing(servers, parsed.GetValue(blocklists)) : null;
                return await CheckAsync(parsed.GetRequiredValue(files), new Outside(links, filter), report, ct);
            }
        });
        return command;
    }

    private static bool TryRspamd(string? text, TextWriter error, out Rspamd? filter)
    {
        filter = null;
        if (text is null)
        {
            return true;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            error.WriteLine($"--rspamd \"{Plain.Of(text)}\" is not an http address, such as http://localhost:11333.");
            return false;
        }

        filter = new Rspamd(address, null, new SpamFilterOptions());
        return true;
    }

    private static async Task<int> CheckAsync(string[] paths, Outside outside, ICheckReport report, CancellationToken ct)
    {
        var worst = 0;
        foreach (var path in paths)
        {
            try
            {
                foreach (var file in MailFile.Below(path, MailFile.Letters))
                {
                    worst = Math.Max(worst, await CheckFileAsync(file, outside, report, ct));
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

    private static async Task<int> CheckFileAsync(string file, Outside outside, ICheckReport report, CancellationToken ct)
    {
        Judgement judgement;
        try
        {
            var content = MailFile.Read(file);
            judgement = Judge.Run(await outside.SubmissionAsync(content, file, ct), Policy.Default, outside.AvailableFor(file));
        }
        catch (UnreadableException problem)
        {
            report.Unreadable(file, problem.Message);
            return CommandLine.CouldNotRead;
        }

        report.Judged(file, judgement);
        return (int)judgement.Verdict;
    }

    /// <summary>What there is beside the file.</summary>
    private sealed record Outside(LinkFollowing? Links, Rspamd? Filter)
    {
        public Needs AvailableFor(string file) =>
            Needs.Content | (Links is null ? Needs.None : Needs.Network) | (Filter is not null && IsMessage(file) ? Needs.SpamFilter : Needs.None);

        public async Task<Submission> SubmissionAsync(Content content, string file, CancellationToken ct) => new(content)
        {
            Links = Links is null ? null : await Links.GatherAsync(content, ct),
            Spam = Filter is not null && IsMessage(file) ? await Filter.ScoreAsync(new SpamQuestion(MailFile.Bytes(file)), ct) : null,
        };

        private static bool IsMessage(string file) => file.EndsWith(".eml", StringComparison.OrdinalIgnoreCase);
    }
}

/// <summary>Two ways to tell the same.</summary>
internal interface ICheckReport
{
    void Judged(string file, Judgement judgement);

    void Unreadable(string file, string why);

    void End();
}

using System.Text.RegularExpressions;
using Moderation.Campaigns;
using Moderation.Mail.Mime;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules;

/// <summary>
/// False alarms are the product's cost: real mail, with our opt-out put in place and its links made https, has no finding
/// that blocks or holds, except those that are right. These stand, one line each, in <c>clean-corpus-findings.txt</c>.
/// </summary>
public sealed class CleanCorpusTests
{
    private const string Reviewed = "clean-corpus-findings.txt";

    [CorpusFact("sendwithus-templates")]
    public void Marketing_templates_are_held_for_nothing_but_what_is_right() => Compare("sendwithus-templates", 72, Templates("sendwithus-templates"));

    [CorpusFact("postmark-templates")]
    public void Transactional_templates_are_held_for_nothing_but_what_is_right() => Compare("postmark-templates", 48, Templates("postmark-templates"));

    [CorpusFact("spamassassin-tdata")]
    public void Mail_of_people_is_held_for_nothing_but_what_is_right() => Compare("spamassassin-tdata/nice", 31, Mails("spamassassin-tdata/nice"));

    [CorpusFact("sendwithus-templates")]
    public void As_they_come_the_templates_are_blocked_for_the_opt_out_and_for_http()
    {
        foreach (var file in Corpora.Matching("sendwithus-templates", "*.html"))
        {
            var judgement = Judge.Run(Sample.Mail(File.ReadAllText(file)), Policy.Default, Needs.Content);

            Assert.Equal(Verdict.Blocked, judgement.Verdict);
            Assert.Single(judgement.Findings, finding => finding.Rule is "optout.missing" or "optout.placeholder");
            Assert.All(judgement.Findings, finding => Assert.False(finding.Unchecked));
        }
    }

    [CorpusFact("spamassassin-tdata", "mimekit-html")]
    public void Opt_outs_in_wanted_mail_are_seen()
    {
        var mails = Corpora.Files("spamassassin-tdata").Where(file => file.Contains("/nice/", StringComparison.Ordinal))
            .Concat(Corpora.Matching("mimekit-html", "papercut-4.4.html")).Concat(Corpora.Matching("mimekit-html", "xamarin3.html"))
            .Select(File.ReadAllText).Where(text => text.Contains("<html", StringComparison.OrdinalIgnoreCase) && text.Contains("</body>", StringComparison.OrdinalIgnoreCase))
            .Select(text => Mend(text[text.IndexOf("<html", StringComparison.OrdinalIgnoreCase)..])).ToList();

        Assert.Equal(4, mails.Count);
        Assert.All(mails, html => Assert.Empty(new OptOutHidden().Check(Sample.Mail(html)).Select(finding => finding.Message)));
    }

    private static void Compare(string set, int files, IEnumerable<(string File, Submission Mail)> mails)
    {
        var judged = mails.Select(mail => (mail.File, Judge.Run(mail.Mail, Policy.Default, Needs.Content).Findings)).ToList();
        Assert.Equal(files, judged.Count);

        var found = judged.SelectMany(mail => mail.Findings.Where(finding => finding.Severity >= Severity.Hold).Select(finding => (Key: $"{set}/{mail.File}\t{finding.Rule}", finding)))
            .GroupBy(pair => pair.Key, pair => pair.finding, StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => pair.ToList(), StringComparer.Ordinal);
        var reviewed = File.ReadLines(Path.Combine(AppContext.BaseDirectory, Reviewed)).Where(line => line.StartsWith(set + "/", StringComparison.Ordinal))
            .Select(line => line.Split('\t')).ToDictionary(line => $"{line[0]}\t{line[1]}", line => line[2], StringComparer.Ordinal);

        Assert.All(reviewed.Values, why => Assert.NotEmpty(why));
        var alarms = found.Where(pair => !reviewed.ContainsKey(pair.Key)).SelectMany(pair => pair.Value.Select(finding => $"{pair.Key}\t{finding.Message}")).ToList();
        Assert.True(alarms is [], $"Not in {Reviewed}:\n{string.Join('\n', alarms)}");
        var gone = reviewed.Keys.Where(key => !found.ContainsKey(key)).ToList();
        Assert.True(gone is [], $"In {Reviewed}, but found no longer:\n{string.Join('\n', gone)}");
    }

    private static IEnumerable<(string File, Submission Mail)> Templates(string set)
    {
        var files = Corpora.Matching(set, "*.html").ToList();
        var root = files[0][..(files[0].IndexOf(set, StringComparison.Ordinal) + set.Length + 1)];
        foreach (var file in files)
        {
            var text = Path.ChangeExtension(file, ".txt");
            yield return (file[root.Length..], Sample.Mail(Mend(File.ReadAllText(file)), File.Exists(text) ? MendText(File.ReadAllText(text)) : null));
        }
    }

    // Read as the command line reads them.
    private static IEnumerable<(string File, Submission Mail)> Mails(string set)
    {
        var files = Corpora.Files(set).ToList();
        var root = files[0][..(files[0].IndexOf(set, StringComparison.Ordinal) + set.Length + 1)];
        foreach (var file in files)
        {
            var message = MimeMessage.Parse(File.ReadAllBytes(file));
            var (html, text) = (string.IsNullOrWhiteSpace(message.Html) ? null : message.Html, string.IsNullOrWhiteSpace(message.Text) ? null : message.Text);
            yield return (file[root.Length..], new Submission(new Moderation.Campaigns.Content
            {
                Subject = message.Subject,
                FromName = message.From?.Name ?? "",
                FromAddress = message.From?.Address,
                ReplyTo = message.ReplyTo?.Address,
                Html = html is null ? null : Mend(html),
                Text = text is not null ? MendText(text) : html is null ? MendText("") : null,
                Attachments = [.. message.Attachments.Select(part => new Attachment(part.FileName ?? "", part.MediaType, part.ContentId, part.Content))],
            }));
        }
    }

    private static string Mend(string html)
    {
        var secure = Secure(html).Replace("\"https://\"", "\"https://lighthouse.example\"", StringComparison.Ordinal);
        var ours = Regex.Replace(secure, "href=\"#\"(?=[^>]*>\\s*unsubscribe)", "href=\"{{ unsubscribe_url }}\"", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5));
        if (ours != secure)
        {
            return ours;
        }

        const string OptOut = "<p><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p>";
        var end = secure.LastIndexOf("</body>", StringComparison.OrdinalIgnoreCase);
        return end < 0 ? secure + OptOut : secure.Insert(end, OptOut);
    }

    private static string MendText(string text) => Secure(text) + "\nUnsubscribe: {{ unsubscribe_url }}\n";

    private static string Secure(string text) => text.Replace("http://", "https://", StringComparison.OrdinalIgnoreCase);
}

using System.Text.RegularExpressions;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Rules.OptOut;

namespace Moderation.Tests.Rules;

/// <summary>False alarms are the product's cost: real newsletters, with our opt-out put in place and their links made https, stay clean.</summary>
public sealed class CleanCorpusTests
{
    [CorpusFact("sendwithus-templates")]
    public void Marketing_templates_have_no_finding_that_blocks_or_holds() => Assert.Equal(72, Clean("sendwithus-templates"));

    [CorpusFact("postmark-templates")]
    public void Transactional_templates_have_no_finding_but_their_own_placeholders() => Assert.Equal(48, Clean("postmark-templates"));

    [CorpusFact("sendwithus-templates")]
    public void As_they_come_the_templates_are_blocked_for_the_opt_out_and_for_http()
    {
        foreach (var file in Corpora.Files("sendwithus-templates", "*.html"))
        {
            var judgement = Judge.Run(Sample.Mail(File.ReadAllText(file)), Policy.Default, Needs.Content);

            Assert.Equal(Verdict.Blocked, judgement.Verdict);
            Assert.Single(judgement.Findings, finding => finding.Rule.StartsWith("optout.", StringComparison.Ordinal));
            Assert.All(judgement.Findings, finding => Assert.False(finding.Unchecked));
        }
    }

    [CorpusFact("spamassassin-tdata", "mimekit-html")]
    public void Opt_outs_in_wanted_mail_are_seen()
    {
        var mails = Corpora.Files("spamassassin-tdata", "*").Where(file => file.Contains("/nice/", StringComparison.Ordinal))
            .Concat(Corpora.Files("mimekit-html", "papercut-4.4.html")).Concat(Corpora.Files("mimekit-html", "xamarin3.html"))
            .Select(File.ReadAllText).Where(text => text.Contains("<html", StringComparison.OrdinalIgnoreCase) && text.Contains("</body>", StringComparison.OrdinalIgnoreCase))
            .Select(text => Mend(text[text.IndexOf("<html", StringComparison.OrdinalIgnoreCase)..])).ToList();

        Assert.Equal(4, mails.Count);
        Assert.All(mails, html => Assert.Empty(new OptOutHidden().Check(Sample.Mail(html)).Select(finding => finding.Message)));
    }

    private static int Clean(string set)
    {
        var files = Corpora.Files(set, "*.html").ToList();
        Assert.All(files, file =>
        {
            var text = Path.ChangeExtension(file, ".txt");
            var findings = Judge.Run(Sample.Mail(Mend(File.ReadAllText(file)), File.Exists(text) ? MendText(File.ReadAllText(text)) : null), Policy.Default, Needs.Content).Findings;
            // Advice changes nothing: short sample texts with a dozen pictures earn some.
            Assert.Empty(findings.Where(finding => finding.Severity != Severity.Advise && !IsExplained(finding)).Select(finding => finding.Message));
        });
        return files.Count;
    }

    // Postmark's templates have placeholders of their own service as links: those would reach readers as dead links, so the finding is right.
    private static bool IsExplained(Finding finding) => finding.Evidence.Any(evidence => evidence == new Evidence("fault", "unknown placeholder"));

    private static string Mend(string html)
    {
        var secure = Secure(html).Replace("\"https://\"", "\"https://lighthouse.example\"", StringComparison.Ordinal);
        var ours = Regex.Replace(secure, "href=\"#\"(?=[^>]*>\\s*unsubscribe)", "href=\"{{ unsubscribe_url }}\"", RegexOptions.IgnoreCase, TimeSpan.FromSeconds(5));
        return ours == secure ? secure.Replace("</body>", "<p><a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></p></body>", StringComparison.OrdinalIgnoreCase) : ours;
    }

    private static string MendText(string text) => Secure(text) + "\nUnsubscribe: {{ unsubscribe_url }}\n";

    private static string Secure(string text) => text.Replace("http://", "https://", StringComparison.OrdinalIgnoreCase);
}

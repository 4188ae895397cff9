using Moderation.Review;

namespace Moderation.Cli;

/// <summary>For programs: each file is one line, whatever became of it.</summary>
internal sealed class JsonReport(TextWriter output) : ICheckReport
{
    public void Judged(string file, Judgement judgement) => output.WriteLine(Json.Line(new
    {
        file,
        verdict = judgement.Verdict,
        findings = judgement.Findings.Select(finding => new { finding.Rule, finding.Severity, finding.Message, finding.Where, finding.Fix, finding.Evidence, finding.Unchecked }),
        notChecked = judgement.NotChecked.Select(rule => new { rule.Rule, rule.Why }),
    }));

    public void Unreadable(string file, string why) => output.WriteLine(Json.Line(new { file, error = why }));

    public void End()
    {
    }
}

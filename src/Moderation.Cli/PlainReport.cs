using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Cli;

/// <summary>For people.</summary>
internal sealed class PlainReport(TextWriter output, TextWriter error) : ICheckReport
{
    private readonly Dictionary<Verdict, int> _judged = [];
    private int _unreadable;

    public void Judged(string file, Judgement judgement)
    {
        _judged[judgement.Verdict] = _judged.GetValueOrDefault(judgement.Verdict) + 1;
        output.WriteLine($"{Plain.Of(file)}: {Word(judgement.Verdict)}");
        foreach (var finding in judgement.Findings)
        {
            output.WriteLine($"  {Word(finding),-7} {finding.Rule}: {Plain.Of(finding.Message)}");
            if (finding.Where is { } where)
            {
                output.WriteLine($"          {Place(where)}");
            }

            output.WriteLine($"          {Plain.Of(finding.Fix)}");
        }

        foreach (var reason in judgement.NotChecked.GroupBy(rule => rule.Why, rule => rule.Rule))
        {
            output.WriteLine($"  Not run here, {reason.Key}: {string.Join(", ", reason)}");
        }
    }

    public void Unreadable(string file, string why)
    {
        _unreadable++;
        error.WriteLine($"{Plain.Of(file)}: {Plain.Of(why)}");
    }

    public void End()
    {
        var all = _judged.Values.Sum() + _unreadable;
        if (all > 1)
        {
            output.WriteLine();
            output.WriteLine($"{all:N0} files: {Count(Verdict.Cleared)} cleared, {Count(Verdict.Held)} held, {Count(Verdict.Blocked)} blocked, {_unreadable:N0} could not be read");
        }
    }

    private string Count(Verdict verdict) => $"{_judged.GetValueOrDefault(verdict):N0}";

    private static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Cleared => "cleared",
        Verdict.Held => "held",
        _ => "blocked",
    };

    private static string Word(Finding finding) => finding.Severity switch
    {
        Severity.Advise => "advise",
        Severity.Hold => "hold",
        _ => "block",
    };

    private static string Place(Where where)
    {
        var part = where.Part switch
        {
            Part.Html => "HTML",
            Part.Text => "Text part",
            Part.Headers => "Headers",
            Part.Attachment => "Attachment",
            _ => "Account",
        };
        return part + (where.Line is { } line ? $", line {line:N0}" : "") + (where.Excerpt is { } excerpt ? $": {Plain.Of(excerpt)}" : "");
    }
}

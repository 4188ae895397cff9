namespace Moderation.Benchmarks;

/// <summary>The lines on standard output, and whether all of them are good.</summary>
internal sealed class Report(TextWriter output)
{
    public bool IsAllOk { get; private set; } = true;

    public void Add(IGoal goal, Check check)
    {
        IsAllOk &= check.Verdict == "ok";
        var rounds = string.Join(' ', check.Ratios.Select(Figure));
        var median = check.Ratios.Count == 0 ? "none" : Figure(check.Median);
        var figures = check.Figures.Length == 0 ? "" : $" · {check.Figures}";
        Line(goal.Number, goal.Name, $"{check.Subject} / {check.Against} · ratio {median} ({rounds}) · goal {(check.IsAtLeast ? '≥' : '≤')} {check.Bound:0.##} · {check.Verdict}{figures}");
    }

    public void NotRun(IGoal goal, string why)
    {
        IsAllOk = false;
        Line(goal.Number, goal.Name, $"not run: {why}");
    }

    /// <summary>Of a peer that no machine of ours can have: it is named, and does not count.</summary>
    public void NeverRun(IGoal goal, string why) => Line(goal.Number, goal.Name, $"not run: {why}");

    public void Failed(IGoal goal, string why)
    {
        IsAllOk = false;
        Line(goal.Number, goal.Name, $"failed: {why}");
    }

    public void NotBuilt(int number, string name, bool isAskedFor)
    {
        IsAllOk &= !isAskedFor;
        Line(number, name, "not built yet");
    }

    private void Line(int number, string name, string text)
    {
        output.WriteLine($"{number,2} {name} · {text}");
        output.Flush();
    }

    private static string Figure(double ratio) => ratio.ToString(ratio < 10 ? "0.00" : "0.0");
}

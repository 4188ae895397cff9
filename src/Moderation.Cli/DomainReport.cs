using System.Text;
using Moderation.Mail.Published;

namespace Moderation.Cli;

/// <summary>The published records of a domain, for people and for programs.</summary>
internal static class DomainReport
{
    public static string Json(string domain, IReadOnlyList<PublishedCheck> checks) => Cli.Json.Line(new
    {
        domain,
        state = Word(checks.Max(check => check.State)),
        checks = checks.Select(check => new
        {
            name = check.Name,
            state = Word(check.State),
            found = check.Found,
            wrong = Remarks(check, PublishedState.Wrong),
            notChecked = Remarks(check, PublishedState.Unknown),
            advice = Remarks(check, PublishedState.Advice),
            publish = check.Publish.Select(record => new { name = record.Name, type = record.Type, value = record.Value }),
        }),
    }) + "\n";

    public static string Text(string domain, IReadOnlyList<PublishedCheck> checks)
    {
        var text = new StringBuilder($"{domain}: {Say(checks.Max(check => check.State))}\n");
        foreach (var check in checks)
        {
            text.Append($"\n{check.Name}: {Say(check.State)}\n");
            Lines(text, "found", check.Found);
            Lines(text, "wrong", Remarks(check, PublishedState.Wrong));
            Lines(text, "unknown", Remarks(check, PublishedState.Unknown));
            Lines(text, "advice", Remarks(check, PublishedState.Advice));
            foreach (var record in check.Publish)
            {
                text.Append($"  publish  {Plain.Of(record.Name)} {record.Type}\n");
                foreach (var line in record.Value.TrimEnd('\n').Split('\n'))
                {
                    text.Append($"             {Plain.Of(line)}\n");
                }
            }
        }

        return text.ToString();
    }

    private static void Lines(StringBuilder text, string label, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            // Records are the text of strangers.
            text.Append($"  {label,-8} {Plain.Of(line)}\n");
        }
    }

    private static IEnumerable<string> Remarks(PublishedCheck check, PublishedState state) =>
        check.Remarks.Where(remark => remark.State == state).Select(remark => remark.Text);

    private static string Word(PublishedState state) => state.ToString().ToLowerInvariant();

    private static string Say(PublishedState state) => state switch
    {
        PublishedState.Good => "good",
        PublishedState.Advice => "good, with advice",
        PublishedState.Unknown => "not checked",
        _ => "wrong",
    };
}

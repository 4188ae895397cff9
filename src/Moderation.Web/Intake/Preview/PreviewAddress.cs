using Moderation.Rules;

namespace Moderation.Web.Intake.Preview;

/// <summary>Where a preview is served, and where in it each finding can be seen.</summary>
public sealed class PreviewAddress
{
    /// <summary>The frame in which findings open.</summary>
    public const string Frame = "mail";

    // Beyond it the address would not fit into what servers accept; those findings link to the preview's top.
    private const int MostMarked = 60;

    private readonly string _base;
    private readonly List<string> _marked;

    /// <param name="campaign">Whose mail.</param>
    /// <param name="submission">The frozen content to show; null for the draft.</param>
    /// <param name="findings">What is to be outlined.</param>
    public PreviewAddress(Guid campaign, Guid? submission, IEnumerable<Finding> findings)
    {
        _base = $"/campaigns/{campaign}/preview" + (submission is { } id ? $"?submission={id}" : "?draft=true");
        _marked = findings.Select(finding => finding.Where).OfType<Where>()
            .Where(where => where.Part == Part.Html && where.Element is not null)
            .Select(where => where.Element!).Distinct().Take(MostMarked).ToList();
        Html = _base + string.Concat(_marked.Select(path => $"&at={Uri.EscapeDataString(path)}"));
    }

    public string Html { get; }

    public string Text => _base + "&part=text";

    /// <summary>Where a finding can be seen; null when it is nowhere in the mail.</summary>
    public string? Of(Finding finding) => finding.Where switch
    {
        { Part: Part.Html, Element: { } element } when _marked.IndexOf(element) is >= 0 and var index => $"{Html}#f-{index + 1}",
        { Part: Part.Html } => Html,
        { Part: Part.Text, Line: { } line } => $"{Text}#l-{line}",
        { Part: Part.Text } => Text,
        _ => null,
    };
}

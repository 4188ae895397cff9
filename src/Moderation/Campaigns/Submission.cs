using Moderation.Rules;
using Moderation.Rules.Links;
using Moderation.Rules.OptOut;

namespace Moderation.Campaigns;

/// <summary>
/// What the rules judge: the content and the facts gathered about it, at one moment. A group of facts is null when there is
/// nothing to gather it from, as in the command line; the rules that need it are then not run.
/// The HTML is parsed at most once, whatever number of rules read it. Not safe for concurrent use: judge it on one thread.
/// </summary>
/// <param name="content">What is to be sent.</param>
/// <param name="html">Its HTML part, where somebody has parsed it already.</param>
public sealed class Submission(Content content, ParsedHtml? html = null)
{
    private ParsedHtml? _html = html;
    private IReadOnlyList<OptOutPart>? _optOuts;
    private IReadOnlyList<MailLink>? _links;
    private FoldedText? _foldedText;
    private bool? _isFooterExpected;

    public Content Content { get; } = content;

    public AccountFacts? Account { get; init; }

    public VolumeFacts? Volume { get; init; }

    public AudienceFacts? Audience { get; init; }

    public HistoryFacts? History { get; init; }

    public SenderFacts? Sender { get; init; }

    public LinkFacts? Links { get; init; }

    public SpamFacts? Spam { get; init; }

    /// <summary>Why no message can be written from this content, a sentence; null when one can, or nobody has tried.</summary>
    public string? Unsendable { get; init; }

    /// <summary>Bytes of the message that leaves, after the links are rewritten; null when nobody has written one.</summary>
    public long? HtmlBytes { get; init; }

    /// <summary>The HTML part, parsed; null when the mail has none.</summary>
    public ParsedHtml? Html => Content.Html is null ? null : _html ??= ParsedHtml.Parse(Content.Html);

    /// <summary>What <see cref="Rules.Links.MailLinks.In"/> gives; looked for once.</summary>
    internal IReadOnlyList<MailLink> MailLinks => _links ??= [.. Rules.Links.MailLinks.Find(this)];

    /// <summary>What stands in each part to opt out by; looked for once.</summary>
    internal IReadOnlyList<OptOutPart> OptOuts => _optOuts ??= OptOutLinks.In(this);

    /// <summary>The words of the HTML for looking for phrases in them, see <see cref="Folding"/>; empty when the mail has none.</summary>
    internal FoldedText FoldedHtml => Html?.Text.Folded ?? Rules.FoldedText.Empty;

    /// <summary>The same of the text part.</summary>
    internal FoldedText FoldedText => _foldedText ??= Content.Text is { } text ? Folding.WithWords(text) : Rules.FoldedText.Empty;

    /// <summary>See <see cref="Rules.Content.Footer.IsExpected"/>; counted once.</summary>
    internal bool IsFooterExpected => _isFooterExpected ??= Rules.Content.Footer.IsExpected(this);
}

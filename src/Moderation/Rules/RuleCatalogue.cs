using Moderation.Rules.Account;
using Moderation.Rules.Attachments;
using Moderation.Rules.Content;
using Moderation.Rules.Links;
using Moderation.Rules.OptOut;

namespace Moderation.Rules;

/// <summary>Every rule, in the order in which findings are shown. A rule that is not in this list does not exist.</summary>
public static class RuleCatalogue
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new AccountNew(),
        new AccountModerated(),
        new VolumeThreePointSix(),

        new MailUnsendable(),
        new HtmlLimits(),
        new ContentImageOnly(),

        new OptOutMissing(),
        new OptOutPlaceholder(),
        new OptOutHidden(),
        new OptOutPosition(),

        new LinkNotHttps(),
        new LinkCertificate(),
        new LinkUnreachable(),
        new LinkMergeHost(),
        new LinkNumeric(),
        new LinkMismatch(),
        new LinkShortener(),
        new LinkHomograph(),
        new TextDeceptive(),
        new LinkListed(),

        new AttachmentLarge(),
    ];

    /// <exception cref="KeyNotFoundException">No rule has this code.</exception>
    public static RuleInfo Info(string code) =>
        All.FirstOrDefault(rule => rule.Info.Code == code)?.Info ?? throw new KeyNotFoundException($"No rule has the code '{code}'.");
}

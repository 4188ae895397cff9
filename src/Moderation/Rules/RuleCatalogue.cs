using System.Collections.Frozen;
using Moderation.Rules.Account;
using Moderation.Rules.Attachments;
using Moderation.Rules.Audience;
using Moderation.Rules.Content;
using Moderation.Rules.Links;
using Moderation.Rules.OptOut;
using Moderation.Rules.Sender;
using Moderation.Rules.Subject;

namespace Moderation.Rules;

/// <summary>Every rule, in the order in which findings are shown. A rule that is not in this list does not exist.</summary>
public static class RuleCatalogue
{
    public static IReadOnlyList<IRule> All { get; } =
    [
        new AccountNew(),
        new AccountModerated(),
        new VolumeThreePointSix(),
        new ReputationLow(),

        new NoConsent(),
        new Purchased(),
        new Inactive(),
        new RoleAddresses(),
        new Frequency(),

        new MailUnsendable(),
        new HtmlLimits(),

        new OptOutMissing(),
        new OptOutPlaceholder(),
        new OptOutHidden(),
        new OptOutPosition(),

        new Unauthenticated(),
        new Freemail(),
        new NoReply(),
        new ReplyTo(),
        new NameChanged(),

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

        new AttachmentType(),
        new AttachmentLarge(),

        new Profile(),
        new Inconsistent(),
        new Resubmitted(),
        new SpamScore(),
        new Size(),
        new ContentImageOnly(),
        new HtmlErrors(),
        new TextPart(),
        new SenderIdentity(),
        new PermissionReminder(),
        new AddressBook(),

        new SubjectEmpty(),
        new SubjectCapitals(),
        new SubjectLong(),
        new SubjectAddress(),
        new SubjectFakeReply(),
        new SubjectEmoji(),
    ];

    private static readonly FrozenDictionary<string, RuleInfo> ByCode = All.ToFrozenDictionary(rule => rule.Info.Code, rule => rule.Info, StringComparer.Ordinal);

    /// <summary>Null when no rule has this code, as with findings that were stored by a rule which no longer exists.</summary>
    public static RuleInfo? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <exception cref="KeyNotFoundException">No rule has this code.</exception>
    public static RuleInfo Info(string code) => Find(code) ?? throw new KeyNotFoundException($"No rule has the code '{code}'.");
}

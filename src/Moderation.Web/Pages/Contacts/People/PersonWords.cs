using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Web.Pages.Campaigns;
using Moderation.Web.Pages.Shared.Components;

namespace Moderation.Web.Pages.Contacts.People;

/// <summary>Consent and suppression in words.</summary>
public static class PersonWords
{
    public static Badge Of(SuppressionReason reason) => new("neutral", "block", reason switch
    {
        SuppressionReason.OptOut => "Opted out",
        SuppressionReason.HardBounce => "Does not exist",
        SuppressionReason.Complaint => "Complained",
        SuppressionReason.Inactive => "Unsubscribed, inactive",
        _ => "Taken out",
    });

    public static string Of(ConsentStep step) => step switch
    {
        ConsentStep.Given => "Agreed",
        ConsentStep.Requested => "Signed up, not confirmed yet",
        ConsentStep.Confirmed => "Confirmed",
        ConsentStep.Withdrawn => "Opted out",
        _ => "Took the opt-out back",
    };

    public static string Of(ConsentMethod method) => method switch
    {
        ConsentMethod.Import => "import",
        ConsentMethod.Form => "form",
        ConsentMethod.DoubleOptIn => "button behind the confirmation mail",
        ConsentMethod.Manual => "by hand",
        ConsentMethod.OneClick => "unsubscribe button of the mail program",
        ConsentMethod.Mail => "mail to the opt-out address",
        ConsentMethod.Complaint => "called it spam in the mail program",
        _ => "page behind a link of the mail",
    };

    /// <summary>What became of a mailing.</summary>
    public static string Outcome(PersonMailing mailing) =>
        mailing.CameBack is not { } names ? Outcome(mailing.Kind)
        : $"{Outcome(mailing.Kind)}{(mailing.Kind == (short)Relay.OutcomeKind.Accepted ? ", then" : ":")} {string.Join(", ", names.Split(' ').Select(name => FeedbackWords.Label(Enum.TryParse<BounceKind>(name, out var kind) ? kind : null)))}";

    private static string Outcome(short? kind) => (Relay.OutcomeKind?)kind switch
    {
        null => "not sent yet",
        Relay.OutcomeKind.Accepted => "accepted",
        Relay.OutcomeKind.Refused => "refused",
        Relay.OutcomeKind.Suppressed => "left out",
        Relay.OutcomeKind.Deferred => "deferred",
        _ => "given up",
    };
}

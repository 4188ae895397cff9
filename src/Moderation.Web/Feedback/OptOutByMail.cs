using Moderation.Accounts;
using Moderation.Web.Feedback.Tokens;

namespace Moderation.Web.Feedback;

/// <summary>
/// A mail to the address that stands in List-Unsubscribe: its local part is the proof, so nothing else of the mail is looked at. For
/// whoever receives mail at <see cref="PublicLinks.MailDomain"/>.
/// </summary>
public sealed class OptOutByMail(PublicLinks links, DeliveryTargets targets, OptOut optOut)
{
    /// <summary>Whether this is such an address at all, signed or not: to answer RCPT.</summary>
    public bool IsForUs(EmailAddress address) =>
        links.MailDomain == address.Domain && address.Local.StartsWith(PublicLinks.OptOutPrefix, StringComparison.OrdinalIgnoreCase);

    /// <summary>Opts out whom the address names, by the scope of the account; committed when this returns.</summary>
    /// <returns>False when it is not ours, forged or altered: nothing was done.</returns>
    public async Task<bool> ActAsync(EmailAddress address, CancellationToken ct)
    {
        if (!IsForUs(address) || await targets.FindInMailboxAsync(TokenPurpose.OptOutMail, address.Local[PublicLinks.OptOutPrefix.Length..], ct) is not { } target)
        {
            return false;
        }

        await optOut.ActAsync(target, target.Scope, new Origin(Contacts.ConsentMethod.Mail));
        return true;
    }
}

using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Accounts;
using Moderation.Senders;

namespace Moderation.Web.Pages.Senders;

/// <summary>A From address as it is typed.</summary>
public sealed class SenderInput
{
    public string? Name { get; set; }
    public string? Email { get; set; }
    public string? ReplyTo { get; set; }

    /// <returns>The sending domain that the address belongs to; null when something is wrong.</returns>
    public SendingDomain? Check(ModelStateDictionary errors, IReadOnlyList<SendingDomain> domains, out EmailAddress email, out EmailAddress? replyTo)
    {
        replyTo = null;
        if (string.IsNullOrWhiteSpace(Name))
        {
            errors.AddModelError("From.Name", "Write the name that readers know you by.");
        }
        else if (Name.Length > 200 || Name.Any(char.IsControl))
        {
            errors.AddModelError("From.Name", "The name has at most 200 characters, on one line.");
        }

        if (!string.IsNullOrWhiteSpace(ReplyTo))
        {
            if (EmailAddress.TryParse(ReplyTo.Trim(), out var reply))
            {
                replyTo = reply;
            }
            else
            {
                errors.AddModelError("From.ReplyTo", NoAddress(ReplyTo));
            }
        }

        if (!EmailAddress.TryParse(Email?.Trim(), out email))
        {
            errors.AddModelError("From.Email", string.IsNullOrWhiteSpace(Email) ? "Write the address that the mail comes from." : NoAddress(Email));
            return null;
        }

        var host = email.Domain;
        // The longest match: news.shop.example signs for itself, not by shop.example.
        var domain = domains.Where(d => host.IsAtOrBelow(d.Name)).MaxBy(d => d.Name.Ascii.Length);
        if (domain is null)
        {
            errors.AddModelError("From.Email", domains.Count == 0
                ? "Add the domain of this address first: mail is signed with it."
                : $"{host} is none of your sending domains. Add it first, or use an address at {domains[0].Name}.");
        }

        return domain;
    }

    private static string NoAddress(string text) => $"'{text}' is no e-mail address.{(ComposedText.IsComposed(text) ? "" : " " + ComposedText.Sentence)}";
}

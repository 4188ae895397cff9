using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Contacts;

namespace Moderation.Web.Forms;

/// <summary>What a marketer writes about a subscription form.</summary>
public sealed partial class FormInput
{
    private const int LongestLine = 150;
    private const int LongestText = 1_000;

    public string? Title { get; set; }
    public string? ConsentText { get; set; }
    public string? PrivacyUrl { get; set; }
    public string? PrivacyVersion { get; set; }
    public Guid? SenderId { get; set; }
    public string? MailSubject { get; set; }
    public string? MailText { get; set; }

    public static FormInput Of(SubscriptionForm form) => new()
    {
        Title = form.Title,
        ConsentText = form.ConsentText,
        PrivacyUrl = form.PrivacyUrl,
        PrivacyVersion = form.PrivacyVersion,
        SenderId = form.SenderId,
        MailSubject = form.MailSubject,
        MailText = form.MailText,
    };

    /// <param name="state">Gets a sentence for each field that cannot stay.</param>
    /// <param name="prefix">Of the fields.</param>
    /// <param name="senders">Of the account.</param>
    public void Check(ModelStateDictionary state, string prefix, IReadOnlyCollection<Guid> senders)
    {
        void Wrong(string field, string why) => state.AddModelError($"{prefix}.{field}", why);
        Line(nameof(Title), Title, "Give the form a heading, such as \"Letters from the lighthouse\".");
        Line(nameof(MailSubject), MailSubject, "Write the subject of the confirmation mail.");
        Text(nameof(ConsentText), ConsentText, "Say what people agree to: what you send, and how often.");
        Text(nameof(MailText), MailText, "Write what stands above the link, such as \"Please confirm that you want our monthly letter.\"");
        // It reaches people who have agreed to nothing: no advertisement, no way to lead them elsewhere.
        foreach (var (field, text) in new[] { (nameof(MailSubject), MailSubject), (nameof(MailText), MailText) })
        {
            if (text is not null && Address().IsMatch(text))
            {
                Wrong(field, "Take out addresses of pages and people. The mail reaches people who have not agreed yet, so its only link is the one to confirm.");
            }
        }

        if (SenderId is not { } sender || !senders.Contains(sender))
        {
            Wrong(nameof(SenderId), senders.Count == 0 ? "Add a sender first, on the page Senders." : "Choose who the confirmation mail comes from.");
        }

        if (!string.IsNullOrWhiteSpace(PrivacyUrl) && (PrivacyUrl.Length > 400 || !Uri.TryCreate(PrivacyUrl.Trim(), UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttps))
        {
            Wrong(nameof(PrivacyUrl), "Write the whole address of your privacy text, beginning with https://.");
        }

        if (PrivacyVersion?.Length > 50)
        {
            Wrong(nameof(PrivacyVersion), "A version has at most 50 characters, such as 2026-03.");
        }

        void Line(string field, string? text, string missing)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                Wrong(field, missing);
            }
            else if (text.Length > LongestLine || text.Any(char.IsControl))
            {
                Wrong(field, $"This is one line of at most {LongestLine} characters.");
            }
        }

        void Text(string field, string? text, string missing)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                Wrong(field, missing);
            }
            else if (text.Length > LongestText || text.Any(c => char.IsControl(c) && c is not ('\r' or '\n')))
            {
                Wrong(field, $"This has at most {LongestText:N0} characters, as plain text.");
            }
        }
    }

    /// <summary>Into a form, when it was checked.</summary>
    public void Write(SubscriptionForm form)
    {
        (form.Title, form.ConsentText) = (Title!.Trim(), ConsentText!.Trim());
        (form.PrivacyUrl, form.PrivacyVersion) = (PrivacyUrl?.Trim() ?? "", PrivacyVersion?.Trim() ?? "");
        (form.SenderId, form.MailSubject, form.MailText) = (SenderId!.Value, MailSubject!.Trim(), MailText!.Trim());
    }

    // Mail programs make links of bare names too.
    [GeneratedRegex(@"://|@|www\.|[\p{L}\p{Nd}]\.\p{L}{2,}", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Address();
}

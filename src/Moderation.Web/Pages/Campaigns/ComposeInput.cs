using Microsoft.AspNetCore.Mvc.ModelBinding;
using Moderation.Campaigns;
using Moderation.Rules;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What the compose form carries.</summary>
public sealed class ComposeInput
{
    public const int LongestLine = 250;
    public const int LongestText = 500_000;

    public int Version { get; set; }
    public string? Subject { get; set; }
    public string? Preheader { get; set; }
    public string? Html { get; set; }
    public string? Text { get; set; }
    public Guid? SenderId { get; set; }
    public Guid? ListId { get; set; }

    /// <summary>Whether it waits for <see cref="SendAt"/>; else it leaves as soon as it is approved.</summary>
    public bool Waits { get; set; }

    /// <summary>UTC, as the control shows it.</summary>
    public DateTime? SendAt { get; set; }

    public static ComposeInput From(Campaign campaign) => new()
    {
        Version = campaign.Version,
        Subject = campaign.Subject,
        Preheader = campaign.Preheader,
        Html = campaign.Html,
        Text = campaign.Text,
        SenderId = campaign.SenderId,
        ListId = campaign.ListId,
        Waits = campaign.SendAt is not null,
        SendAt = campaign.SendAt?.UtcDateTime,
    };

    /// <summary>A draft may be incomplete; what is refused here could not be kept or would break the mail.</summary>
    public void Check(ModelStateDictionary errors, IReadOnlyList<EditModel.Choice> senders, IReadOnlyList<EditModel.Choice> lists)
    {
        Limit(errors, nameof(Subject), "The subject", Subject, LongestLine);
        Limit(errors, nameof(Preheader), "The preheader", Preheader, LongestLine);
        Limit(errors, nameof(Html), "The HTML", Html, ParsedHtml.MaxLength);
        Limit(errors, nameof(Text), "The text", Text, LongestText);
        if (Waits && SendAt is null)
        {
            errors.AddModelError("Input.SendAt", "Choose the day and time before which it must not leave, or let it leave as soon as it is approved.");
        }

        if (SenderId is { } sender && senders.All(s => s.Id != sender))
        {
            errors.AddModelError("Input.SenderId", "This sender does not exist any more. Choose another one.");
        }

        if (ListId is { } list && lists.All(l => l.Id != list))
        {
            errors.AddModelError("Input.ListId", "This list does not exist any more. Choose another one.");
        }
    }

    public CampaignDraft ToDraft() => new(
        Line(Subject), Line(Preheader), Block(Html), Block(Text), SenderId, ListId,
        Waits && SendAt is { } at ? new DateTimeOffset(DateTime.SpecifyKind(at, DateTimeKind.Utc)) : null);

    private static void Limit(ModelStateDictionary errors, string field, string what, string? text, int longest)
    {
        if (text?.Length > longest)
        {
            errors.AddModelError("Input." + field, $"{what} has {text.Length:N0} characters; at most {longest:N0} fit.");
        }
    }

    // One line of a header: a line break in it would start another header.
    private static string Line(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c)).Trim();

    private static string Block(string? text) => (text ?? "").Replace("\0", "", StringComparison.Ordinal);
}

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Feedback.Tokens;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Public;

/// <summary>
/// What a person gets from an account, list by list, behind a link of its mail. GET changes nothing; POST switches off, and takes back
/// for an hour what this very link switched off.
/// </summary>
[AllowAnonymous]
[IgnoreAntiforgeryToken]
[ResponseCache(NoStore = true, Location = ResponseCacheLocation.None)]
public sealed class PreferencesModel(DeliveryTargets targets, OptOut optOut, IServiceScopeFactory scopes, TimeProvider clock) : PageModel
{
    [FromRoute]
    public string Token { get; set; } = "";

    public DeliveryTarget? Target { get; private set; }

    public IReadOnlyList<Choice> Lists { get; private set; } = [];

    /// <summary>The opt-out of this mail's sender, when there is one.</summary>
    public Choice? Sender { get; private set; }

    /// <summary>Everything is off, whatever the lists say.</summary>
    public Choice Everything { get; private set; } = new(Guid.Empty, "", IsOff: false, CanUndo: false);

    /// <summary>What the last press did.</summary>
    public string? Message { get; private set; }

    public Task<IActionResult> OnGetAsync(CancellationToken ct) => ShowAsync(act: false, ct);

    public Task<IActionResult> OnPostAsync(CancellationToken ct) => ShowAsync(act: true, ct);

    private async Task<IActionResult> ShowAsync(bool act, CancellationToken ct)
    {
        PublicPage.Guard(Response);
        Target = await targets.FindAsync(TokenPurpose.Preferences, Token, ct);
        if (Target is null)
        {
            Response.StatusCode = StatusCodes.Status404NotFound;
            return Page();
        }

        await LoadAsync(Target, ct);
        if (act && await PublicPage.FormAsync(Request, ct) is { } form)
        {
            await ActAsync(Target, form, ct);
            await LoadAsync(Target, ct);
        }

        return Page();
    }

    private async Task ActAsync(DeliveryTarget target, IFormCollection form, CancellationToken ct)
    {
        var origin = Origin.Of(ConsentMethod.Page, HttpContext);
        var undo = form["undo"] == "yes";
        var (scope, list) = form["what"].ToString() switch
        {
            "sender" => (OptOutScope.Sender, null),
            var what when Guid.TryParse(what, out var id) && Lists.FirstOrDefault(choice => choice.Id == id) is { } choice => (OptOutScope.List, choice),
            "everything" => (OptOutScope.Account, null),
            _ => ((OptOutScope?)null, (Choice?)null),
        };
        if (scope is not { } meant)
        {
            return;
        }

        var name = list is null ? target.Purpose(meant) : DeliveryTarget.PurposeOfList(list.Name);
        if (undo)
        {
            Message = await optOut.UndoAsync(target, meant, list?.Id, origin, ct) ? $"You get it again: {name}." : $"It could not be taken back any more: {name}.";
            return;
        }

        await (list is null ? optOut.ActAsync(target, meant, origin) : optOut.LeaveAsync(target, list.Id, list.Name, origin));
        Message = $"Stopped: {name}.";
    }

    // As the account of the token, whoever may be signed in at this browser.
    private async Task LoadAsync(DeliveryTarget target, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(target.Account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        var since = clock.GetUtcNow() - OptOut.UndoWindow;
        bool CanUndo(Guid? campaign, DateTimeOffset at) => campaign == target.Campaign && at > since;

        var offs = await db.PartialOptOuts.AsNoTracking().Where(o => o.EmailKey == target.EmailKey).ToListAsync(ct);
        // Those that the person was on count too: what was switched off stays to be seen.
        var left = offs.Select(off => off.ListId).OfType<Guid>().ToList();
        var lists = await db.Lists.AsNoTracking()
            .Where(l => left.Contains(l.Id) || db.ListMemberships.Any(m => m.AccountId == l.AccountId && m.ListId == l.Id
                && db.Contacts.Any(c => c.AccountId == m.AccountId && c.Id == m.ContactId && c.EmailKey == target.EmailKey)))
            .OrderBy(l => l.Name)
            .Select(l => new { l.Id, l.Name })
            .ToListAsync(ct);
        Lists = [.. lists.Select(l => offs.Find(off => off.ListId == l.Id) is { } off ? new Choice(l.Id, l.Name, IsOff: true, CanUndo(off.CampaignId, off.At)) : new Choice(l.Id, l.Name, IsOff: false, CanUndo: false))];
        Sender = target.SenderId is { } sender && offs.Find(off => off.SenderId == sender) is { } offSender
            ? new Choice(sender, target.From, IsOff: true, CanUndo(offSender.CampaignId, offSender.At))
            : null;
        var whole = await db.Suppressions.AsNoTracking().FirstOrDefaultAsync(s => s.EmailKey == target.EmailKey, ct);
        Everything = new Choice(Guid.Empty, target.AccountName, whole is not null, whole is { Reason: SuppressionReason.OptOut } && CanUndo(whole.CampaignId, whole.At));
    }

    /// <param name="Id">Of the list or sender.</param>
    /// <param name="Name">As people know it.</param>
    /// <param name="IsOff">Nothing more of it comes.</param>
    /// <param name="CanUndo">This link switched it off within the hour.</param>
    public sealed record Choice(Guid Id, string Name, bool IsOff, bool CanUndo);
}

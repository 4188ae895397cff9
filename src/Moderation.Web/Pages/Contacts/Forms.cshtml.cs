using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Forms;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Contacts;

/// <summary>The subscription forms of an account, and a new one.</summary>
[Authorize(Policies.Marketer)]
public sealed class FormsModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    public IReadOnlyList<Row> Rows { get; private set; } = [];

    public IReadOnlyList<ContactList> Lists { get; private set; } = [];

    public IReadOnlyList<(Guid Id, string Name)> Senders { get; private set; } = [];

    [BindProperty]
    public Guid? ListId { get; set; }

    [BindProperty]
    public FormInput Input { get; set; } = new();

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Input.Check(ModelState, nameof(Input), [.. Senders.Select(s => s.Id)]);
        if (ListId is not { } listId || Lists.All(l => l.Id != listId))
        {
            ModelState.AddModelError(nameof(ListId), Lists.Count == 0 ? "Make a list first, on the page Contacts." : "Choose the list that people come on.");
            listId = default;
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var now = clock.GetUtcNow();
        var form = new SubscriptionForm { AccountId = current.AccountId!.Value, ListId = listId, Title = "", ConsentText = "", SenderId = default, MailSubject = "", MailText = "", CreatedAt = now };
        Input.Write(form);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        db.SubscriptionForms.Add(form);
        await db.WriteAsync(form.AccountId, User.Id(), User.DisplayName(), "form.created", null, form.Title, now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = "The form is made. Give people its address, or put the snippet into your page.";
        return LocalRedirect($"/contacts/forms/{form.Id}");
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Lists = await db.Lists.AsNoTracking().OrderBy(l => l.Name).ToListAsync(ct);
        Senders = [.. (await db.Senders.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Email }).ToListAsync(ct)).Select(s => (s.Id, $"{s.Name} <{s.Email}>"))];
        Rows = await db.SubscriptionForms.AsNoTracking().OrderBy(f => f.Title).Select(f => new Row(
            f.Id,
            f.Title,
            db.Lists.Where(l => l.AccountId == f.AccountId && l.Id == f.ListId).Select(l => l.Name).First(),
            f.IsOpen,
            db.FormRequests.Count(r => r.AccountId == f.AccountId && r.FormId == f.Id),
            db.FormRequests.Count(r => r.AccountId == f.AccountId && r.FormId == f.Id && r.ConfirmedAt != null))).ToListAsync(ct);
    }

    /// <param name="Id">Of the form.</param>
    /// <param name="Title">Its heading.</param>
    /// <param name="List">Where people come on.</param>
    /// <param name="IsOpen">Takes people.</param>
    /// <param name="Asked">How often it was sent.</param>
    /// <param name="Confirmed">How many of those pressed the button.</param>
    public sealed record Row(Guid Id, string Title, string List, bool IsOpen, int Asked, int Confirmed);
}

using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Forms;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Contacts;

/// <summary>One subscription form: its words, its address, and the snippet for the account's own page.</summary>
[Authorize(Policies.Marketer)]
public sealed class FormEditModel(ModerationDb db, PublicLinks links, TimeProvider clock) : PageModel
{
    public SubscriptionForm Form { get; private set; } = null!;

    public string ListName { get; private set; } = "";

    public IReadOnlyList<(Guid Id, string Name)> Senders { get; private set; } = [];

    [BindProperty]
    public FormInput Input { get; set; } = new();

    public string Address => links.Form(Form.AccountId, Form.Id);

    /// <summary>Plain HTML, for any page; what it says is what the form says now.</summary>
    public string Snippet { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Input = FormInput.Of(Form);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid id, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Input.Check(ModelState, nameof(Input), [.. Senders.Select(s => s.Id)]);
        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        Input.Write(Form);
        return await SaveAsync("form.edited", "The form is saved. If its words changed, take the new snippet.", ct);
    }

    public Task<IActionResult> OnPostCloseAsync(Guid id, CancellationToken ct) => OpenAsync(id, open: false, ct);

    public Task<IActionResult> OnPostOpenAsync(Guid id, CancellationToken ct) => OpenAsync(id, open: true, ct);

    private async Task<IActionResult> OpenAsync(Guid id, bool open, CancellationToken ct)
    {
        if (!await LoadAsync(id, ct))
        {
            return NotFound();
        }

        Form.IsOpen = open;
        return await SaveAsync(open ? "form.opened" : "form.closed", open ? "The form takes people again." : "The form is closed. Links already mailed still work.", ct);
    }

    private async Task<IActionResult> SaveAsync(string action, string message, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.WriteAsync(Form.AccountId, User.Id(), User.DisplayName(), action, null, Form.Title, clock.GetUtcNow(), ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = message;
        return LocalRedirect($"/contacts/forms/{Form.Id}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken ct)
    {
        if (await db.SubscriptionForms.SingleOrDefaultAsync(f => f.Id == id, ct) is not { } form)
        {
            return false;
        }

        Form = form;
        ListName = await db.Lists.Where(l => l.Id == form.ListId).Select(l => l.Name).SingleAsync(ct);
        Senders = [.. (await db.Senders.AsNoTracking().OrderBy(s => s.Name).Select(s => new { s.Id, s.Name, s.Email }).ToListAsync(ct)).Select(s => (s.Id, $"{s.Name} <{s.Email}>"))];
        Snippet = SnippetOf(form, await db.Accounts.Where(a => a.Id == form.AccountId).Select(a => a.Name).SingleAsync(ct));
        return true;
    }

    private string SnippetOf(SubscriptionForm form, string controller)
    {
        var encode = HtmlEncoder.Default;
        var privacy = form.PrivacyUrl.Length == 0 ? "" : $" <a href=\"{encode.Encode(form.PrivacyUrl)}\">How your data is used</a>.";
        return $"""
            <form method="post" action="{encode.Encode(links.Form(form.AccountId, form.Id))}">
              <p>{encode.Encode(form.ConsentText)}</p>
              <label>E-mail address <input type="email" name="email" autocomplete="email" required></label>
              <input type="text" name="{Public.FormModel.Honeypot}" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">
              <input type="hidden" name="text" value="{Consent.HashOf(form.Shown(controller))}">
              <button>Sign up</button>
              <p>Responsible: {encode.Encode(controller)}.{privacy}</p>
            </form>
            """;
    }
}

using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Feedback;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Forms;

/// <summary>A form as its page shows it.</summary>
/// <param name="Form">The form.</param>
/// <param name="Controller">Who is responsible: the account's name.</param>
public sealed record ShownForm(SubscriptionForm Form, string Controller)
{
    /// <summary>What the visitor is told, and what the ledger keeps a hash of.</summary>
    public string Text => Form.Shown(Controller);
}

/// <summary>
/// Somebody writes an address into a form. For every address the same is written and the same is answered, in the same time: whether
/// it is known is looked at later, where nobody waits.
/// </summary>
public sealed class SignUp(IServiceScopeFactory scopes, ConfirmationMail mail, TimeProvider clock)
{
    /// <summary>An open form, or null.</summary>
    public async Task<ShownForm?> FindAsync(Guid account, Guid form, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(account);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        return await db.SubscriptionForms.AsNoTracking().SingleOrDefaultAsync(f => f.Id == form && f.IsOpen, ct) is { } found
            ? new ShownForm(found, await db.Accounts.Where(a => a.Id == account).Select(a => a.Name).SingleAsync(ct))
            : null;
    }

    /// <summary>Keeps the request with its evidence, and has the confirmation mail sent.</summary>
    /// <param name="shown">The form.</param>
    /// <param name="email">As written.</param>
    /// <param name="textHash">Which words the visitor saw, as the form said; an older snippet may say older words.</param>
    /// <param name="pageUrl">Where the form stood.</param>
    /// <param name="origin">Who sent it.</param>
    /// <param name="ct">Undoes everything.</param>
    public async Task AskAsync(ShownForm shown, EmailAddress email, string? textHash, string? pageUrl, Origin origin, CancellationToken ct)
    {
        var (form, now) = (shown.Form, clock.GetUtcNow());
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAccount>().ActFor(form.AccountId);
        var db = scope.ServiceProvider.GetRequiredService<ModerationDb>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var hash = Consent.HashOf(shown.Text);
        await db.Database.ExecuteSqlAsync($"insert into app.shown_texts (account_id, hash, text, at) values ({form.AccountId}, {hash}, {shown.Text}, {now}) on conflict do nothing", ct);
        if (textHash is not null && textHash != hash && await db.ShownTexts.AnyAsync(t => t.Hash == textHash, ct))
        {
            hash = textHash;
        }

        var request = new FormRequest { AccountId = form.AccountId, FormId = form.Id, Email = email.ToString(), EmailKey = email.Key, At = now, TextHash = hash, PageUrl = pageUrl };
        db.FormRequests.Add(request);
        db.Consents.Add(new Consent
        {
            AccountId = form.AccountId,
            EmailKey = email.Key,
            Step = ConsentStep.Requested,
            Method = ConsentMethod.Form,
            At = now,
            Controller = shown.Controller,
            Purpose = form.Title,
            ListId = form.ListId,
            FormId = form.Id,
            FormUrl = pageUrl,
            TextHash = hash,
            PrivacyVersion = form.PrivacyVersion,
            Ip = origin.Ip,
            UserAgent = origin.UserAgent,
            RecordedAt = now,
        });
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        mail.Add(form.AccountId, request.Id);
    }
}

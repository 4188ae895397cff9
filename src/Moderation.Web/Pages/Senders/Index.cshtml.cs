using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Senders;
using Moderation.Web.Data;
using Moderation.Web.Feedback.Tracking;
using Moderation.Web.People;
using Moderation.Web.Relay;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Pages.Senders;

/// <summary>The domains that an account signs with, and the addresses that its mail comes from.</summary>
[Authorize(Policies.Marketer)]
public sealed class IndexModel(ModerationDb db, CurrentAccount current, SendingKeys keys, TrackingHosts tracking, TimeProvider clock) : PageModel
{
    [BindProperty]
    public string? Domain { get; set; }

    [BindProperty]
    public SenderInput From { get; set; } = new();

    public IReadOnlyList<SendingDomain> Domains { get; private set; } = [];

    public IReadOnlyList<Sender> Senders { get; private set; } = [];

    /// <summary>What the CNAME of a tracking host must say.</summary>
    public string OurHost => tracking.OurHost;

    public async Task OnGetAsync(CancellationToken ct) => await LoadAsync(ct);

    public async Task<IActionResult> OnPostDomainAsync(CancellationToken ct)
    {
        if (!DomainName.TryParse(Domain?.Trim(), out var name))
        {
            return await RefuseAsync(nameof(Domain), string.IsNullOrWhiteSpace(Domain) ? "Write the domain, such as news.your-company.com." : $"'{Domain}' is no domain name. {(ComposedText.IsComposed(Domain) ? "Write it like news.your-company.com." : ComposedText.Sentence)}", ct);
        }

        if (await db.SendingDomains.AnyAsync(d => d.Name == name, ct))
        {
            return await RefuseAsync(nameof(Domain), $"{name} is here already.", ct);
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var domain = keys.Create(current.AccountId!.Value, name, now);
        db.SendingDomains.Add(domain);
        await db.WriteAsync(domain.AccountId, User.Id(), User.DisplayName(), "domain.added", null, name.Ascii, now, ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation })
        {
            // One owner a domain, over all accounts; whose it is, is nobody else's business.
            await transaction.RollbackAsync(ct);
            db.ChangeTracker.Clear();
            return await RefuseAsync(nameof(Domain), $"{name} cannot be added. If it is yours, ask our support.", ct);
        }

        await transaction.CommitAsync(ct);
        TempData["Message"] = $"{name} is added. Publish its record, then add a sender.";
        return LocalRedirect("/senders");
    }

    /// <summary>Sets or gives up the host of tracked links, and looks whether its CNAME leads to us.</summary>
    public async Task<IActionResult> OnPostTrackingAsync(Guid domain, string? host, CancellationToken ct)
    {
        if (await db.SendingDomains.SingleOrDefaultAsync(d => d.Id == domain, ct) is not { } found)
        {
            return NotFound();
        }

        DomainName? wanted = null;
        if (!string.IsNullOrWhiteSpace(host))
        {
            if (!DomainName.TryParse(host.Trim(), out var name))
            {
                TempData["Warning"] = $"'{host}' is no host name. Write it like click.{found.Name}.";
                return LocalRedirect("/senders");
            }

            wanted = name;
        }

        try
        {
            found.TrackOver(wanted);
        }
        catch (ArgumentException)
        {
            TempData["Warning"] = $"{wanted} is not below {found.Name}, so it may be somebody else's. Take a host such as click.{found.Name}.";
            return LocalRedirect("/senders");
        }

        var now = clock.GetUtcNow();
        var seen = wanted is { } set ? await tracking.LeadsHereAsync(set, ct) : false;
        found.SawTracking(seen == true, now);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.WriteAsync(found.AccountId, User.Id(), User.DisplayName(), "domain.tracking-host", null, $"{found.Name}: {wanted?.ToString() ?? "none"}", now, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData[wanted is null || seen == true ? "Message" : "Warning"] = (wanted, seen) switch
        {
            (null, _) => $"Links lead over {OurHost}.",
            (_, true) => $"{wanted} leads to us. Links lead over it from the next campaign on.",
            (_, false) => $"{wanted} does not lead to {OurHost} yet. Publish its CNAME, wait some minutes, and look it up again.",
            _ => $"{wanted} could not be looked up just now. Try it again in some minutes.",
        };
        return LocalRedirect("/senders");
    }

    public async Task<IActionResult> OnPostSenderAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var domain = From.Check(ModelState, Domains, out var email, out var replyTo);
        if (ModelState.IsValid && Senders.Any(s => s.Email.Key == email.Key))
        {
            ModelState.AddModelError("From.Email", $"{email} is a sender already.");
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        db.Senders.Add(new Sender
        {
            AccountId = current.AccountId!.Value,
            Name = From.Name!.Trim(),
            Email = email,
            ReplyTo = replyTo,
            SendingDomainId = domain!.Id,
            CreatedAt = clock.GetUtcNow(),
        });
        await db.SaveChangesAsync(ct);
        TempData["Message"] = $"{email} is a sender now.";
        return LocalRedirect("/senders");
    }

    private async Task<PageResult> RefuseAsync(string field, string why, CancellationToken ct)
    {
        ModelState.AddModelError(field, why);
        await LoadAsync(ct);
        Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        Domains = await db.SendingDomains.AsNoTracking().OrderBy(d => d.CreatedAt).ToListAsync(ct);
        Senders = await db.Senders.AsNoTracking().OrderBy(s => s.Name).ToListAsync(ct);
    }
}

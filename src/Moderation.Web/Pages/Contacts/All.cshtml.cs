using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Contacts;
using Moderation.Web.Data;
using Moderation.Web.Intake;
using Moderation.Web.People;
using Moderation.Web.Tenancy;
using Npgsql;

namespace Moderation.Web.Pages.Contacts;

/// <summary>Everybody of the account, through a filter that can be kept as a group. The filter stands in the address.</summary>
[Authorize(Policies.Marketer)]
public sealed class AllModel(ModerationDb db, CurrentAccount current, TimeProvider clock) : PageModel
{
    private const int PageSize = 100;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    [BindProperty(SupportsGet = true)]
    public Guid? ListId { get; set; }

    [BindProperty(SupportsGet = true)]
    [StringLength(200, ErrorMessage = "The source has at most 200 characters.")]
    public string? Source { get; set; }

    [BindProperty(SupportsGet = true)]
    [StringLength(200, ErrorMessage = "The provider has at most 200 characters.")]
    public string? Provider { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Until { get; set; }

    [BindProperty(SupportsGet = true)]
    public ActivityFilter Activity { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? Since { get; set; }

    [BindProperty(SupportsGet = true)]
    [StringLength(200, ErrorMessage = "The name of a column has at most 200 characters.")]
    public string? Attribute { get; set; }

    [BindProperty(SupportsGet = true)]
    [StringLength(500, ErrorMessage = "The value has at most 500 characters.")]
    public string? Value { get; set; }

    /// <summary>Start of the address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Find { get; set; }

    /// <summary>Show what comes after this address.</summary>
    [BindProperty(SupportsGet = true)]
    public string? After { get; set; }

    /// <summary>The group whose filter is changed; null when a new one is made.</summary>
    [BindProperty(SupportsGet = true)]
    public Guid? GroupId { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    public IReadOnlyList<ContactList> Lists { get; private set; } = [];

    public long Count { get; private set; }

    /// <summary>Counting takes too long: there are more than <see cref="Count"/>.</summary>
    public bool IsMore { get; private set; }

    /// <summary>The page itself took too long.</summary>
    public bool IsTooSlow { get; private set; }

    public IReadOnlyList<ListModel.Row> Rows { get; private set; } = [];

    public string? NextAfter { get; private set; }

    public ContactFilter Filter => new()
    {
        ListId = ListId,
        Source = Source?.Trim() ?? "",
        Provider = Provider?.Trim() ?? "",
        From = From,
        Until = Until,
        Activity = Activity,
        Since = Activity is ActivityFilter.NotOpenedSince or ActivityFilter.NotClickedSince ? Since ?? DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime.AddDays(-90)) : null,
        Attribute = Attribute?.Trim() ?? "",
        Value = string.IsNullOrWhiteSpace(Attribute) ? "" : Value?.Trim() ?? "",
    };

    public async Task<IActionResult> OnGetAsync(CancellationToken ct)
    {
        if (GroupId is { } changed)
        {
            if (await db.Lists.Where(l => l.Id == changed && l.Filter != null).Select(l => l.Name).SingleOrDefaultAsync(ct) is not { } name)
            {
                return NotFound();
            }

            Name = name;
        }

        await LoadAsync(ct);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        var name = Name?.Trim() ?? "";
        var account = current.AccountId!.Value;
        var changed = GroupId is { } id ? await db.Lists.SingleOrDefaultAsync(l => l.Id == id && l.Filter != null, ct) : null;
        if (GroupId is not null && changed is null)
        {
            return NotFound();
        }

        var objection = name.Length is 0 or > 200 ? "Give the group a name of at most 200 characters."
            : Filter.IsEmpty ? "Set a filter first: a group of everybody is a list."
            : ListId is { } list && !await db.Lists.AnyAsync(l => l.Id == list && l.Filter == null, ct) ? "Choose one of your lists; a group cannot stand on a group."
            : await db.Lists.AnyAsync(l => l.Name == name && l.Id != GroupId, ct) ? $"There is a list or group called \"{name}\" already. Choose another name."
            : changed is null ? null : await db.UseOfAsync(changed.Id, isOver: false, ct) is { } use ? $"The campaign \"{use}\" goes to this group and is under way. Withdraw it first, or wait until it is sent." : null;
        if (objection is not null || !ModelState.IsValid)
        {
            if (objection is not null)
            {
                ModelState.AddModelError(nameof(Name), objection);
            }

            await LoadAsync(ct);
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var group = changed ?? db.Lists.Add(new ContactList { AccountId = account, Name = name, CreatedAt = now }).Entity;
        (group.Name, group.Filter) = (name, Filter.ToJson());
        await db.WriteAsync(account, User.Id(), User.DisplayName(), changed is null ? "contacts.group-made" : "contacts.group-changed", null, name, now, ct);
        await db.SaveChangesAsync(ct);
        await db.RefreshGroupAsync(account, group.Id, ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"The group \"{name}\" is {(changed is null ? "kept" : "changed")}. Campaigns can go to it; who belongs to it is looked up anew each time.";
        return LocalRedirect($"/contacts/{group.Id}");
    }

    /// <summary>The address of this page with the same filter.</summary>
    public string Address(string? after) => Address(
        new ContactFilter { ListId = ListId, Source = Source ?? "", Provider = Provider ?? "", From = From, Until = Until, Activity = Activity, Since = Since, Attribute = Attribute ?? "", Value = Value ?? "" },
        new("GroupId", GroupId?.ToString()), new("Find", Find), new("After", after));

    /// <summary>The address of this page with a filter.</summary>
    public static string Address(ContactFilter filter, params ReadOnlySpan<KeyValuePair<string, string?>> more)
    {
        KeyValuePair<string, string?>[] query =
        [
            new("ListId", filter.ListId?.ToString()), new("Source", filter.Source), new("Provider", filter.Provider), new("From", Day(filter.From)), new("Until", Day(filter.Until)),
            new("Activity", filter.Activity == ActivityFilter.Any ? null : filter.Activity.ToString()), new("Since", Day(filter.Since)), new("Attribute", filter.Attribute), new("Value", filter.Value), .. more,
        ];
        return "/contacts/all" + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value))).ToUriComponent();
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);

    private async Task LoadAsync(CancellationToken ct)
    {
        var account = current.AccountId!.Value;
        Lists = await db.Lists.AsNoTracking().Where(l => l.Filter == null).OrderBy(l => l.Name).ToListAsync(ct);
        if (!ModelState.IsValid && Request.Method == HttpMethods.Get)
        {
            return;
        }

        (Count, IsMore) = await db.CountAsync(account, Filter, Patience, ct);
        var contacts = db.InGroup(account, Filter);
        if (Find?.Trim().ToLowerInvariant() is { Length: > 0 } prefix)
        {
            contacts = contacts.Where(c => c.EmailKey.StartsWith(prefix));
        }

        if (After is { Length: > 0 } after)
        {
            contacts = contacts.Where(c => string.Compare(c.EmailKey, after) > 0);
        }

        try
        {
            var rows = await Groups.WithinAsync(db, Patience, () => contacts.OrderBy(c => c.EmailKey).Take(PageSize + 1)
                .Select(c => new
                {
                    c.EmailKey,
                    Row = new ListModel.Row(c.Id, c.Email, (c.FirstName + " " + c.LastName).Trim(), c.OptedInAt, c.Source,
                        db.Suppressions.Where(s => s.AccountId == c.AccountId && s.EmailKey == c.EmailKey).Select(s => (SuppressionReason?)s.Reason).FirstOrDefault(), false),
                })
                .ToListAsync(ct), ct);
            NextAfter = rows.Count > PageSize ? rows[PageSize - 1].EmailKey : null;
            Rows = [.. rows.Take(PageSize).Select(row => row.Row)];
        }
        catch (PostgresException slow) when (slow.SqlState == PostgresErrorCodes.QueryCanceled && !ct.IsCancellationRequested)
        {
            IsTooSlow = true;
        }
    }
}

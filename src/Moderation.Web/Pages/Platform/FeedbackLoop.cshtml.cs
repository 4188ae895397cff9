using System.Net;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Accounts;
using Moderation.Delivery;
using Moderation.Web.Data;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Platform;

/// <summary>One feedback loop: whose mail it covers, by what its reports are known, and where the installation stands with it.</summary>
[Authorize(Policies.Admin)]
public sealed class FeedbackLoopModel(ModerationDb db, TimeProvider clock) : PageModel
{
    private const string New = "new";
    private const int LongestName = 100;
    private const int MostEntries = 500;

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Address { get; set; }

    [BindProperty]
    public string? Covers { get; set; }

    [BindProperty]
    public string? DkimDomains { get; set; }

    [BindProperty]
    public string? Networks { get; set; }

    [BindProperty]
    public ProgrammeState State { get; set; }

    public bool IsNew { get; private set; }

    /// <param name="key">The id, or "new".</param>
    /// <param name="ct">Ends the reading.</param>
    public async Task<IActionResult> OnGetAsync(string key, CancellationToken ct)
    {
        IsNew = key == New;
        if (IsNew)
        {
            return Page();
        }

        if (!Guid.TryParse(key, out var id) || await db.FeedbackProgrammes.AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } programme)
        {
            return NotFound();
        }

        (Name, Address, State) = (programme.Name, programme.Url, programme.State);
        (Covers, DkimDomains, Networks) = (string.Join('\n', programme.Covers), string.Join('\n', programme.DkimDomains), string.Join('\n', programme.Networks));
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(string key, CancellationToken ct)
    {
        IsNew = key == New;
        var (covers, signers, networks) = (Domains(Covers, nameof(Covers)), Domains(DkimDomains, nameof(DkimDomains)), Ranges());
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > LongestName)
        {
            ModelState.AddModelError(nameof(Name), $"Name the loop, in at most {LongestName} characters.");
        }

        if (Address is { Length: > 0 } && !(Uri.TryCreate(Address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            ModelState.AddModelError(nameof(Address), "Write the whole address of the page, like https://provider.example/loop, or leave it empty.");
        }

        if (!Enum.IsDefined(State) || (State == ProgrammeState.Active && covers.Length == 0))
        {
            ModelState.AddModelError(nameof(Covers), "An active loop covers at least one domain.");
        }

        if (!ModelState.IsValid)
        {
            Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return Page();
        }

        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        var programme = IsNew ? new FeedbackProgramme { Name = "" }
            : Guid.TryParse(key, out var id) ? await db.FeedbackProgrammes.SingleOrDefaultAsync(p => p.Id == id, ct)
            : null;
        if (programme is null)
        {
            return NotFound();
        }

        var before = Words(programme);
        (programme.Name, programme.Url, programme.Covers, programme.DkimDomains, programme.Networks) = (Name!.Trim(), Address?.Trim() ?? "", covers, signers, networks);
        programme.Move(State, now);
        if (IsNew)
        {
            db.FeedbackProgrammes.Add(programme);
        }

        if (Words(programme) is var after && after != before)
        {
            await db.WritePlatformAsync(User.Id(), User.DisplayName(), IsNew ? "feedback-loop.added" : "feedback-loop.changed", null, IsNew ? after : $"{before} → {after}", now, ct);
        }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"Saved {programme.Name}.";
        return LocalRedirect("/platform/feedback-loops");
    }

    private static string Words(FeedbackProgramme programme) =>
        $"{programme.Name}: {programme.State}, covers {string.Join(' ', programme.Covers)}, known by {string.Join(' ', programme.DkimDomains.Concat(programme.Networks))}";

    private static string[] Entries(string? text) =>
        [.. (text ?? "").Split([' ', ',', ';', '\t', '\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct(StringComparer.OrdinalIgnoreCase)];

    private string[] Domains(string? text, string field)
    {
        var names = new List<string>();
        foreach (var entry in Entries(text))
        {
            if (!DomainName.TryParse(entry, out var domain))
            {
                ModelState.AddModelError(field, $"'{entry}' is no domain. Write one to a line, like mail.example.");
                return [];
            }

            names.Add(domain.Ascii);
        }

        if (names.Count > MostEntries)
        {
            ModelState.AddModelError(field, $"At most {MostEntries} domains.");
        }

        return [.. names];
    }

    private string[] Ranges()
    {
        var ranges = Entries(Networks).Select(entry => entry.Contains('/', StringComparison.Ordinal) || !IPAddress.TryParse(entry, out var one) ? entry : $"{one}/{one.GetAddressBytes().Length * 8}").ToArray();
        if (Array.Find(ranges, range => !IPNetwork.TryParse(range, out _)) is { } wrong)
        {
            ModelState.AddModelError(nameof(Networks), $"'{wrong}' is no network. Write one to a line, like 192.0.2.0/24.");
        }

        return ranges;
    }
}

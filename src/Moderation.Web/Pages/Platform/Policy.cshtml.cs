using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Data;
using Moderation.Web.Jobs;
using Moderation.Web.Pages.Rules;
using Moderation.Web.People;
using Moderation.Web.Tenancy;

namespace Moderation.Web.Pages.Platform;

/// <summary>How findings are weighed: read by project managers, changed by admins, each change a version with who, when and why.</summary>
[Authorize(Policies.Staff)]
public sealed class PolicyModel(ModerationDb db, JudgingAgainSchedule judging, TimeProvider clock) : PageModel
{
    private const int VersionsShown = 30;
    private const int LongestWhy = 1_000;

    /// <summary>The version that the form was filled from.</summary>
    [BindProperty]
    public int Version { get; set; }

    [BindProperty]
    public string? Why { get; set; }

    public Policy Policy { get; private set; } = Policy.Default;

    public PolicyForm Form { get; private set; } = null!;

    /// <summary>What the form would change; null while nobody has asked.</summary>
    public IReadOnlyList<PolicyChange>? Changes { get; private set; }

    /// <summary>What somebody else changed while the form was open; null when nobody has.</summary>
    public IReadOnlyList<PolicyChange>? Meanwhile { get; private set; }

    public IReadOnlyList<PolicyStep> History { get; private set; } = [];

    public bool MayChange => User.IsInRole(Role.Admin);

    public static IReadOnlyList<RuleGroup> Groups => RuleGroup.Of(_ => true);

    /// <summary>The figures that stand beside a rule: each beside the first that uses it.</summary>
    public static IEnumerable<Figure> FiguresOf(RuleInfo rule) => Figure.All.Where(figure => FirstUser(figure) == rule.Code);

    public static IReadOnlyList<Figure> FurtherFigures => [.. Figure.All.Where(figure => FirstUser(figure) is null)];

    public async Task OnGetAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        Form = PolicyForm.Of(Policy);
        Version = Policy.Version;
    }

    /// <summary>Shows what saving would change.</summary>
    public async Task<IActionResult> OnPostPreviewAsync(CancellationToken ct)
    {
        if (!MayChange)
        {
            return Forbid();
        }

        await ReadFormAsync(ct);
        return Meanwhile is not null ? Answer(StatusCodes.Status409Conflict) : Read() is null ? Answer(StatusCodes.Status422UnprocessableEntity) : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken ct)
    {
        if (!MayChange)
        {
            return Forbid();
        }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await db.LockPlatformAsync(ct);
        await ReadFormAsync(ct);
        if (Meanwhile is not null)
        {
            return Answer(StatusCodes.Status409Conflict);
        }

        var why = (Why ?? "").Trim().ReplaceLineEndings(" ").Replace("\0", "", StringComparison.Ordinal);
        var changed = Read();
        var wrong = why.Length == 0 ? "Write why. It is kept with the version, and the next admin will want to know."
            : why.Length > LongestWhy ? $"The reason has {why.Length:N0} characters; {LongestWhy:N0} are kept. Shorten it."
            : null;
        if (wrong is not null)
        {
            ModelState.AddModelError(nameof(Why), wrong);
        }
        else if (Changes is { Count: 0 })
        {
            ModelState.AddModelError("", "Nothing was changed, so there is nothing to save.");
        }

        if (changed is null || !ModelState.IsValid)
        {
            return Answer(StatusCodes.Status422UnprocessableEntity);
        }

        var now = clock.GetUtcNow();
        db.Policies.Add(PolicyVersion.Of(changed, User.Id(), User.DisplayName(), now, why));
        await db.WritePlatformAsync(User.Id(), User.DisplayName(), "policy.changed", person: null, $"Version {changed.Version}: {string.Join("; ", Changes!)}. {why}", now, ct);
        await db.SaveChangesAsync(ct);
        await judging.ScheduleAsync(changed.Version, ct);
        await transaction.CommitAsync(ct);
        TempData["Message"] = $"Version {changed.Version:N0} of the policy counts from now on. What waits in the queue is judged again.";
        return RedirectToPage();
    }

    private async Task ReadFormAsync(CancellationToken ct)
    {
        await LoadAsync(ct);
        var newest = PolicyForm.Of(Policy);
        if (Version == Policy.Version)
        {
            Form = PolicyForm.Of(Request.Form, newest);
            return;
        }

        var loaded = await db.PolicyAsync(Version, ct);
        var loadedForm = PolicyForm.Of(loaded);
        Form = PolicyForm.Of(Request.Form, loadedForm).Onto(newest, loadedForm);
        Meanwhile = PolicyDifference.Between(loaded, Policy);
        Version = Policy.Version;
        // Else the field would show what was posted.
        ModelState.Remove(nameof(Version));
        Read();
    }

    private Policy? Read()
    {
        var read = Form.Read(Policy.Version + 1, ModelState.AddModelError);
        Changes = read is null ? null : PolicyDifference.Between(Policy, read);
        return read;
    }

    private PageResult Answer(int status)
    {
        Response.StatusCode = status;
        return Page();
    }

    private async Task LoadAsync(CancellationToken ct)
    {
        var kept = await db.Policies.AsNoTracking().OrderByDescending(version => version.Version).Take(VersionsShown + 1).ToListAsync(ct);
        Policy = kept is [var newest, ..] ? newest.Read() : Policy.Default;
        History = [.. kept.Take(VersionsShown).Select((version, i) =>
            new PolicyStep(version, PolicyDifference.Between(i + 1 < kept.Count ? kept[i + 1].Read() : Policy.Default, version.Read())))];
    }

    private static string? FirstUser(Figure figure) => RuleCatalogue.All.FirstOrDefault(rule => rule.Info.Figures.Contains(figure.Name))?.Info.Code;
}

/// <param name="Made">With who, when and why.</param>
/// <param name="Changes">Against the version before.</param>
public sealed record PolicyStep(PolicyVersion Made, IReadOnlyList<PolicyChange> Changes);

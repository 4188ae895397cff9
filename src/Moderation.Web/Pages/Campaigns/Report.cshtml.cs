using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Moderation.Campaigns;
using Moderation.Web.Data;
using Moderation.Web.Intake.Importing;
using Moderation.Web.People;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What became of a mailing: who got it, what they did, what came back. Programs are shown apart and counted nowhere.</summary>
[Authorize(Policies.Marketer)]
public sealed class ReportModel(ModerationDb db, TimeProvider clock) : PageModel
{
    // What comes later is read when somebody loads the page.
    private static readonly TimeSpan Lively = TimeSpan.FromDays(3);

    public CampaignReport Report { get; private set; } = null!;

    public DateTimeOffset Now { get; private set; }

    /// <summary>Whether the page looks again by itself.</summary>
    public bool IsLive => Report.Campaign.State is CampaignState.Sending or CampaignState.Paused || Report.Campaign.FinishedAt > Now - Lively;

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken ct)
    {
        if (await CampaignReport.ReadAsync(db, id, ct) is not { } report)
        {
            return NotFound();
        }

        (Report, Now) = (report, clock.GetUtcNow());
        Response.Headers.CacheControl = "no-store";
        return Page();
    }

    /// <summary>The figures as a file for spreadsheets.</summary>
    public async Task<IActionResult> OnGetCsvAsync(Guid id, CancellationToken ct) =>
        await CampaignReport.ReadAsync(db, id, ct) is { } report ? new CsvResult($"report-{report.Campaign.Number}.csv", csv => WriteAsync(report, csv, ct)) : NotFound();

    /// <summary>A share with as many decimals as it needs.</summary>
    public static string Percent(double share) => (share * 100) switch
    {
        0 => "0 %",
        < 0.1 => $"{share * 100:N3} %",
        < 10 => $"{share * 100:N2} %",
        _ => $"{share * 100:N1} %",
    };

    private static async Task WriteAsync(CampaignReport report, CsvRows csv, CancellationToken ct)
    {
        await csv.WriteAsync(["section", "what", "count", "of", "share", "95 % from", "95 % to", "machines"], ct);
        foreach (var figure in report.Figures)
        {
            await csv.WriteAsync(
                figure.Share is { } share
                    ? ["figures", figure.Name, Number(figure.Events), Number(figure.Trials!.Value), Number(share), Number(figure.Interval?.Lower), Number(figure.Interval?.Upper), ""]
                    : ["figures", figure.Name, figure.IsMeasured ? Number(figure.Events) : "not measured", figure.IsMeasured ? "0" : "", "", "", "", ""],
                ct);
        }

        await csv.WriteAsync(["figures", "Opened by programs alone", "", "", "", "", "", Number(report.OpenedByMachine)], ct);
        await csv.WriteAsync(["figures", "Clicked by programs alone", "", "", "", "", "", Number(report.ClickedByMachine)], ct);
        foreach (var bounce in report.Bounces)
        {
            await csv.WriteAsync(["bounces", $"{bounce.Provider}: {bounce.Class}: {bounce.Reply}", Number(bounce.Count), "", "", "", "", ""], ct);
        }

        foreach (var link in report.Links)
        {
            await csv.WriteAsync(["links", link.Url, Number(link.People), "", "", "", "", Number(link.ByMachine)], ct);
        }

        foreach (var step in report.Times)
        {
            var name = report.ByDay ? $"day {step.Step + 1}" : $"hour {step.Step + 1}";
            await csv.WriteAsync(["opened for the first time", name, Number(step.Opened), "", "", "", "", ""], ct);
            await csv.WriteAsync(["clicked for the first time", name, Number(step.Clicked), "", "", "", "", ""], ct);
        }
    }

    private static string Number(long count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Number(double? share) => share?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";
}

using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Intake;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What will happen to the campaign when it is submitted now, with the figures it follows from.</summary>
/// <param name="Sentence">Blocked, held or neither, and by which rules.</param>
/// <param name="Recipients">Of this mailing.</param>
/// <param name="Factor">Messages per opted-in contact in seven days.</param>
/// <param name="Budget">What may be sent in seven days: the factor × opted-in contacts.</param>
/// <param name="Used">Handed over or reserved in the last seven days.</param>
/// <param name="OptedIn">Contacts with evidence of consent who can be mailed.</param>
/// <param name="FreesAt">When a part of what is used no longer counts; null when nothing is used.</param>
/// <param name="Frees">How many messages that part is.</param>
/// <param name="Probation">How far the account is, a sentence; null when its probation is over.</param>
public sealed record Forecast(string Sentence, long Recipients, decimal Factor, decimal? Budget, long? Used, long? OptedIn, DateTimeOffset? FreesAt, long Frees, string? Probation)
{
    /// <summary>Below zero when more was sent than the budget of today allows.</summary>
    public decimal? Left => Budget is { } budget && Used is { } used ? budget - used : null;

    public decimal? LeftAfter => Left is { } left ? left - Recipients : null;

    public static Forecast Of(CheckUp checkUp, DateTimeOffset now)
    {
        var volume = checkUp.Submission.Volume!;
        var thresholds = checkUp.Policy.Thresholds;
        var knowsUsed = volume.HandedOver.TryGet(out var used);
        var knowsOptedIn = volume.OptInContacts.TryGet(out var optedIn);
        var next = volume.Leaving.Where(part => part.At > now).OrderBy(part => part.At).FirstOrDefault();
        return new Forecast(
            Say(checkUp),
            volume.Recipients.TryGet(out var recipients) ? recipients : 0,
            thresholds.VolumeFactor,
            knowsOptedIn ? thresholds.VolumeFactor * optedIn : null,
            knowsUsed ? used : null,
            knowsOptedIn ? optedIn : null,
            next?.At,
            next?.Messages ?? 0,
            SayProbation(checkUp.Submission.Account!, thresholds.CorrectMailings));
    }

    private static string Say(CheckUp checkUp)
    {
        if (checkUp.Missing.Count > 0)
        {
            return "It cannot be submitted yet.";
        }

        var judgement = checkUp.Judgement;
        return judgement.Verdict switch
        {
            Verdict.Blocked => $"Blocked by {Named(judgement, Severity.Block)}",
            Verdict.Held when judgement.Findings.Any(finding => finding.Severity == Severity.Hold) => $"Held by {Named(judgement, Severity.Hold)} A project manager decides before it leaves.",
            Verdict.Held => judgement.Drawn!,
            _ when checkUp.Policy.ReviewShare > 0 => $"No rule holds it. A project manager looks at a share of all mailings, {PolicyDifference.Percent(checkUp.Policy.ReviewShare)} of those without objection; else it leaves without a review.",
            _ => "It leaves without a review.",
        };
    }

    // "2 rules: New account; A link leads nowhere."
    private static string Named(Judgement judgement, Severity severity)
    {
        var titles = judgement.Findings.Where(finding => finding.Severity == severity)
            .Select(finding => RuleCatalogue.Find(finding.Rule)?.Title ?? finding.Rule)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        return $"{(titles.Count == 1 ? "1 rule" : $"{titles.Count:N0} rules")}: {string.Join("; ", titles)}.";
    }

    private static string? SayProbation(AccountFacts account, int needed)
    {
        if (account.ProbationLifted.TryGet(out var lifted) && lifted)
        {
            return null;
        }

        if (!account.CorrectMailings.TryGet(out var correct))
        {
            return $"Every campaign of a new account is looked at. How many correct mailings you have is not known: {account.CorrectMailings.Why}.";
        }

        return correct.Count < needed
            ? $"Every campaign of a new account is looked at. You have {correct.Count:N0} of {needed:N0} correct mailings: {(needed - correct.Count == 1 ? "1 more" : $"{needed - correct.Count:N0} more")}, and a project manager can end that. A mailing counts 72 h after its end."
            : $"You have {correct.Count:N0} of {needed:N0} correct mailings: a project manager can end the review of each campaign now.";
    }
}

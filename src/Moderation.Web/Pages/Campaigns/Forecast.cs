using Moderation.Review;
using Moderation.Rules;
using Moderation.Web.Intake;

namespace Moderation.Web.Pages.Campaigns;

/// <summary>What will happen to the campaign when it is submitted now, with the figures it follows from.</summary>
/// <param name="Sentence">Held or not, in one sentence.</param>
/// <param name="Recipients">Of this mailing.</param>
/// <param name="Budget">What may be sent in seven days: 3.6 × opted-in contacts.</param>
/// <param name="Used">Handed over or reserved in the last seven days.</param>
/// <param name="OptedIn">Contacts with evidence of consent who can be mailed.</param>
/// <param name="FreesAt">When a part of what is used no longer counts; null when nothing is used.</param>
/// <param name="CorrectMailings">Correct mass mailings so far; null when probation is over.</param>
public sealed record Forecast(string Sentence, long Recipients, decimal? Budget, long? Used, long? OptedIn, DateTimeOffset? FreesAt, int? CorrectMailings)
{
    /// <summary>Below zero when more was sent than the budget of today allows.</summary>
    public decimal? Left => Budget is { } budget && Used is { } used ? budget - used : null;

    public decimal? LeftAfter => Left is { } left ? left - Recipients : null;

    public static Forecast Of(CheckUp checkUp, DateTimeOffset now)
    {
        var volume = checkUp.Submission.Volume!;
        var account = checkUp.Submission.Account!;
        var knowsUsed = volume.HandedOver.TryGet(out var used);
        var knowsOptedIn = volume.OptInContacts.TryGet(out var optedIn);
        var lifted = account.ProbationLifted.TryGet(out var isLifted) && isLifted;
        return new Forecast(
            Say(checkUp),
            volume.Recipients.TryGet(out var recipients) ? recipients : 0,
            knowsOptedIn ? Thresholds.Default.VolumeFactor * optedIn : null,
            knowsUsed ? used : null,
            knowsOptedIn ? optedIn : null,
            volume.Leaving.Where(part => part.At > now).Select(part => (DateTimeOffset?)part.At).Min(),
            lifted ? null : account.CorrectMailings.TryGet(out var correct) ? correct.Count : 0);
    }

    private static string Say(CheckUp checkUp)
    {
        if (checkUp.Missing.Count > 0)
        {
            return "It cannot be submitted yet.";
        }

        return checkUp.Judgement.Verdict switch
        {
            Verdict.Blocked => "It would be blocked: mend what must be mended first.",
            Verdict.Held => "A project manager will look at it before it leaves.",
            _ => "It leaves without a review.",
        };
    }
}

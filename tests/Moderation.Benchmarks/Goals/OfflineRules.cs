using Moderation.Accounts;
using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;
using Moderation.Campaigns;
using Moderation.Review;
using Moderation.Rules;

namespace Moderation.Benchmarks.Goals;

/// <summary>All rules that need no network, on one campaign, from its text.</summary>
internal sealed class OfflineRules : IGoal
{
    private const int WarmUp = 300;
    private const int MostSteps = 60;
    private const int StepsWithoutGain = 8;
    private const double Budget = 400_000;

    public int Number => 9;

    public string Name => "offline rules";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        if (RuleCatalogue.All.Count == 0)
        {
            report.NotBuilt(Number, Name, isAskedFor: true);
            return;
        }

        foreach (var sections in (int[])[10, 60])
        {
            var letter = Newsletter.Of(sections);
            await WarmUpAsync(letter);

            // About as long for each measurement, whatever the size.
            var times = Math.Max(20, (int)(Budget / HtmlParse.Measure([letter.Html], 20)));
            var rounds = await Rounds.RunAsync(settings, () => Task.FromResult(HtmlParse.Measure([letter.Html], times)), () => Task.FromResult(Judged(letter, times)));
            report.Add(this, Check.AtMost(
                rounds, $"{RuleCatalogue.All.Count} rules on {letter.Html.Length / 1024} KB of HTML", "one AngleSharp parse", 2, round => round.Value / round.Limit,
                $"{rounds.Median(cpu => cpu):N0} to {rounds.Limit:N0} µs"));
        }
    }

    // The runtime compiles again what runs often, in the background and in steps: until it brings nothing more.
    private static async Task WarmUpAsync(Newsletter letter)
    {
        var (best, since) = (double.MaxValue, 0);
        for (var step = 0; step < MostSteps && since < StepsWithoutGain; step++)
        {
            HtmlParse.Measure([letter.Html], WarmUp);
            var cpu = Judged(letter, WarmUp);
            since = cpu < best * 0.98 ? 0 : since + 1;
            best = Math.Min(best, cpu);
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }

    /// <returns>µs of processor time for one campaign.</returns>
    private static double Judged(Newsletter letter, int times)
    {
        var from = ThreadCpu.Microseconds;
        for (var i = 0; i < times; i++)
        {
            // A new one each time: it keeps the parsed HTML.
            var judgement = Judge.Run(SubmissionOf(letter), Policy.Default, Needs.Content | Needs.Account);
            if (judgement.Verdict == Verdict.Blocked)
            {
                throw new GoalFailedException($"the newsletter that is measured was blocked: {judgement.Findings[0].Message}");
            }
        }

        return (ThreadCpu.Microseconds - from) / times;
    }

    private static Submission SubmissionOf(Newsletter letter)
    {
        var content = new Content
        {
            Subject = letter.Subject,
            FromName = "News",
            FromAddress = EmailAddress.Parse("hello@news.example"),
            Html = letter.Html,
            Text = letter.Text,
            Audience = "All readers, 10,000 contacts",
        };
        var account = new AccountFacts(new DateTimeOffset(2029, 1, 1, 0, 0, 0, TimeSpan.Zero), true, Fact.Known<IReadOnlyList<string>>(["May", "June", "July"]));
        return new Submission(content) { Account = account, Volume = new VolumeFacts(10_000L, 10_000L, 10_000L, []) };
    }
}

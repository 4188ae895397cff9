using System.Globalization;
using Moderation.Benchmarks.Goals;

namespace Moderation.Benchmarks;

/// <summary>Reads the command line, runs the goals that it names and prints a line for each check.</summary>
internal static class GoalRun
{
    // A goal that is not in this list does not exist.
    private static readonly IGoal[] Goals =
    [
        new SignedRelay(), new SignedSending(), new UnsignedSending(), new LongAndLarge(), new ContactImport(), new EventEndpoints(), new NightlyReputation(), new ReportReading(), new OfflineRules(), new QueuePage(), new StartUp(),
    ];

    public static int Usage()
    {
        Console.Error.WriteLine(
            """
            goals [N…] [--rounds R] [--full]   measure the goals with these numbers, or all
            micro [BenchmarkDotNet options]    the code of one message: render, sign, canonicalise

            --rounds R   rounds that must be kept, at least 5 (default 5)
            --full       goal 1 with 100,000 recipients, goal 4 with 100,000 and 1,000,000, goal 5 with 1 and 5 million contacts, goal 7 with 40 and 160 million events, goal 10 with 1,000,000 waiting
            Run it with -c Release, on an idle machine. Exit code: 0 all ok, 1 something is not ok, 2 wrong usage.
            """);
        return 2;
    }

    public static async Task<int> RunAsync(string[] args)
    {
        if (Read(args) is not { } request)
        {
            return Usage();
        }

        var (numbers, settings) = request;
        var report = new Report(Console.Out);
        foreach (var number in numbers.Count == 0 ? Enumerable.Range(1, 11) : numbers.Order())
        {
            var goal = Goals.First(goal => goal.Number == number);
            Progress.Say($"goal {number}: {goal.Name}");
            try
            {
                await goal.MeasureAsync(settings, report);
            }
            catch (MissingPartException missing)
            {
                report.NotRun(goal, missing.Message);
            }
            catch (GoalFailedException failed)
            {
                report.Failed(goal, failed.Message);
            }
            catch (Exception broken)
            {
                // The other goals can still be measured.
                report.Failed(goal, broken.Message.ReplaceLineEndings(" "));
                Progress.Say(broken.ToString());
            }
        }

        return report.IsAllOk ? 0 : 1;
    }

    private static (SortedSet<int> Numbers, Settings Settings)? Read(string[] args)
    {
        var numbers = new SortedSet<int>();
        var settings = new Settings();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--full")
            {
                settings = settings with { Full = true };
            }
            else if (args[i] == "--rounds" && i + 1 < args.Length && TryNumber(args[i + 1], out var rounds) && rounds is >= 5 and <= 100)
            {
                settings = settings with { Rounds = rounds };
                i++;
            }
            else if (TryNumber(args[i], out var number) && number is >= 1 and <= 11)
            {
                numbers.Add(number);
            }
            else
            {
                Console.Error.WriteLine($"'{args[i]}' is not understood here.");
                return null;
            }
        }

        return (numbers, settings);
    }

    private static bool TryNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

using System.CommandLine;
using System.Globalization;
using Moderation.Reputation;

namespace Moderation.Cli;

/// <summary><c>moderation reputation k/n k/n k/n k/n k/n k/n</c></summary>
internal static class ReputationCommand
{
    private const string Usage = "Write six signals as events/recipients, in this order: complaint, hardBounce, block, unsubscribe, click, open. 0/0 means not measured.";

    private static readonly Signal[] Signals = Enum.GetValues<Signal>();

    public static Command Create()
    {
        var counts = new Argument<string[]>("k/n") { Description = Usage, Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Write one JSON object, numbers unrounded." };
        var command = new Command("reputation", "Computes the reputation index RI-1 of a mailing, with every factor.") { counts, json };
        command.SetAction(parsed =>
        {
            var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
            if (Read(parsed.GetValue(counts) ?? [], error) is not { } read)
            {
                error.WriteLine(Usage);
                return CommandLine.CouldNotRead;
            }

            var index = ReputationIndex.Compute(read);
            if (parsed.GetValue(json))
            {
                output.WriteLine(ToJson(index));
            }
            else
            {
                Print(index, output);
            }

            return 0;
        });
        return command;
    }

    private static Counts? Read(string[] texts, TextWriter error)
    {
        if (texts.Length != Signals.Length)
        {
            error.WriteLine($"There are {texts.Length:N0} values; six are needed.");
            return null;
        }

        var counts = new Count[Signals.Length];
        foreach (var (signal, text) in Signals.Zip(texts))
        {
            if (ReadOne(text) is not { } count)
            {
                error.WriteLine($"{Name(signal)}: \"{Plain.Of(text)}\" is not events/recipients, such as 9/8000.");
                return null;
            }

            if (count.Events > count.Trials)
            {
                error.WriteLine($"{Name(signal)}: {Plain.Of(text)} has more events than recipients.");
                return null;
            }

            counts[(int)signal] = new Count((double)count.Events, (double)count.Trials);
        }

        return new Counts(counts[0], counts[1], counts[2], counts[3], counts[4], counts[5]);
    }

    // Fractions are allowed: a roll-up has them.
    private static (decimal Events, decimal Trials)? ReadOne(string text) =>
        text.Split('/') is [var events, var trials]
        && decimal.TryParse(events, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var k)
        && decimal.TryParse(trials, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var n)
            ? (k, n) : null;

    private static string ToJson(ReputationIndex index) => Json.Line(new
    {
        version = Parameters.Version,
        index = index.Index,
        raw = index.Raw,
        cap = index.Cap,
        caps = index.Caps.Select(cap => new { value = cap.Value, reason = Camel(cap.Reason.ToString()) }),
        confidence = index.Confidence,
        band = Camel(index.Band.ToString()),
        rated = index.IsRated,
        signals = index.Signals.ToDictionary(
            score => Name(score.Signal),
            score => new { k = score.Count.Events, n = score.Count.Trials, r = score.Rate, s = score.Score, weight = score.Weight },
            StringComparer.Ordinal),
    });

    private static void Print(ReputationIndex index, TextWriter output)
    {
        output.WriteLine($"{Parameters.Version}: {index.Index:0.0} of 100, {Camel(index.Band.ToString())}{(index.IsRated ? "" : ", unrated: too little was observed to act on it")}");
        output.WriteLine($"  raw        {index.Raw:0.0000}");
        output.WriteLine($"  cap        {(index.Caps.Count == 0 ? "none" : string.Join("; ", index.Caps.Select(cap => $"{cap.Value:0}, {Say(cap.Reason)}")))}");
        output.WriteLine($"  confidence {index.Confidence:0.0000}, rated from {Parameters.RatedFrom:0.00}");
        output.WriteLine();
        output.WriteLine($"  {"signal",-12}{"observed",22}{"r",12}{"s",10}{"weight",8}{"adds",10}   good      bad");
        foreach (var score in index.Signals)
        {
            var (_, _, good, bad, _) = Parameters.Of(score.Signal);
            var observed = score.IsObserved ? $"{score.Count.Events:#,0.##}/{score.Count.Trials:#,0.##}" : "no data";
            output.WriteLine($"  {Name(score.Signal),-12}{observed,22}{score.Rate * 100,10:0.0000} %{score.Score,10:0.0000}{score.Weight,8:0}{score.Weight * score.Score / 100,10:0.0000}   {good * 100:0.00} %   {bad * 100:0.00} %");
        }
    }

    private static string Say(CapReason reason) => reason switch
    {
        CapReason.Complaints => "too many complaints",
        CapReason.HardBounces => "too many hard bounces",
        CapReason.TrapHit => "a spam trap was hit",
        CapReason.Listed => "on a blocklist",
        CapReason.DmarcNotAligned => "DMARC does not pass",
        _ => "hardly anybody opens or clicks, so it is probably in spam folders",
    };

    private static string Name(Signal signal) => Camel(signal.ToString());

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}

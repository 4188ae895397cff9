using Moderation.Benchmarks.Parts;
using Moderation.Benchmarks.Sending;

namespace Moderation.Benchmarks.Goals;

/// <summary>A long mailing costs no more for each message than a short one and no memory; a large message costs little more than a small one.</summary>
internal sealed class LongAndLarge : IGoal
{
    private const int Connections = 10;
    private const int SignedMessages = 5_000;

    public int Number => 4;

    public string Name => "long and large mailings";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        using var sink = await SmtpSink.StartAsync();
        var mailing = Mailing.OfSize(10 * 1024);
        await LengthAsync(settings, report, new SendRun(mailing, sink.Port, Connections, isSigned: false));
        await SizeAsync(settings, report, new SendRun(mailing, sink.Port, Connections, isSigned: true), new SendRun(Mailing.OfSize(50 * 1024), sink.Port, Connections, isSigned: true));
    }

    // Unsigned: the signature costs the same for each message and would hide what grows.
    private async Task LengthAsync(Settings settings, Report report, SendRun run)
    {
        var (few, many) = settings.Full ? (100_000, 1_000_000) : (20_000, 200_000);
        await run.WarmUpAsync();
        var rounds = await Rounds.RunAsync(settings, async () => (await run.RunAsync(few)).Cpu, () => run.RunAsync(many));
        var size = settings.Full ? "" : " (--full: 1,000,000 to 100,000)";
        report.Add(this, Check.AtMost(
            rounds, $"processor time a message, {many:N0} recipients", $"{few:N0} recipients{size}", 1.1, round => round.Value.Cpu / round.Limit,
            $"{rounds.Median(sent => sent.Cpu):0} to {rounds.Limit:0} µs"));
        report.Add(this, Check.AtMost(rounds, $"largest working set, {many:N0} recipients", "that of their first tenth", 1.1, round => round.Value.Growth));
    }

    private async Task SizeAsync(Settings settings, Report report, SendRun small, SendRun large)
    {
        await small.WarmUpAsync();
        await large.WarmUpAsync();
        var rounds = await Rounds.RunAsync(settings, async () => (await small.RunAsync(SignedMessages)).Cpu, () => large.RunAsync(SignedMessages));
        report.Add(this, Check.AtMost(
            rounds, "processor time of a signed 50 KB message", "of a 10 KB one", 1.6, round => round.Value.Cpu / round.Limit,
            $"{rounds.Median(sent => sent.Cpu):0} to {rounds.Limit:0} µs"));
    }
}

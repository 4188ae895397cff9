using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;
using Moderation.Benchmarks.Sending;

namespace Moderation.Benchmarks.Goals;

/// <summary>What composing and SMTP cost without the signature.</summary>
internal sealed class UnsignedSending : IGoal
{
    private const int Connections = 10;
    private const int Messages = 20_000;

    public int Number => 3;

    public string Name => "unsigned sending";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        using var sink = await SmtpSink.StartAsync();
        var mailing = Mailing.OfSize(10 * 1024);
        var run = new SendRun(mailing, sink.Port, Connections, isSigned: false);
        await run.WarmUpAsync();
        var rounds = await Rounds.RunAsync(settings, () => SmtpSource.MeasureAsync(sink, Connections, mailing.Bytes, Messages), () => run.RunAsync(Messages));
        report.Add(this, Check.AtLeast(
            rounds, $"compose, send {mailing.Bytes:N0} bytes over {Connections} connections", "smtp-source → smtp-sink", 0.7, round => round.Value.Rate / round.Limit,
            $"{rounds.Median(sent => sent.Rate):N0} of {rounds.Limit:N0} a second, {rounds.Median(sent => sent.Cpu):0} µs a message"));
    }
}

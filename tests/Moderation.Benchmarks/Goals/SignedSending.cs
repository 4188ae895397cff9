using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;
using Moderation.Benchmarks.Sending;

namespace Moderation.Benchmarks.Goals;

/// <summary>Signing should be what a relay does; everything else is overhead.</summary>
internal sealed class SignedSending : IGoal
{
    private const int Connections = 10;
    private const int Messages = 8_000;
    private const double OtherCpu = 100;

    public int Number => 2;

    public string Name => "signed sending";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        using var sink = await SmtpSink.StartAsync();
        var mailing = Mailing.OfSize(10 * 1024);
        var run = new SendRun(mailing, sink.Port, Connections, isSigned: true);
        await run.WarmUpAsync();
        var rounds = await Rounds.RunAsync(settings, RsaLimit.MeasureAsync, () => run.RunAsync(Messages));
        report.Add(this, Check.AtLeast(
            rounds, $"compose, sign, send {mailing.Bytes:N0} bytes over {Connections} connections, the sink on the same cores", RsaLimit.Name, 0.55,
            round => round.Value.Rate / round.Limit, $"{rounds.Median(sent => sent.Rate):N0} of {rounds.Limit:N0} a second"));
        report.Add(this, Check.AtMost(
            rounds, "processor time other than signing", $"{OtherCpu} µs", 1, round => round.Value.OtherCpu / OtherCpu,
            $"{rounds.Median(sent => sent.OtherCpu):0} µs a message, signing {rounds.Median(sent => sent.SigningCpu):0} µs"));
    }
}

using System.Buffers;
using System.Security.Cryptography;
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

        var signing = await Rounds.RunAsync(settings, () => Task.FromResult(RsaLimit.OneThread()), () => Task.FromResult(SigningRate(mailing)));
        report.Add(this, Check.AtLeast(
            signing, $"sign {mailing.Bytes:N0} bytes, one thread", "RSA.SignHash, one thread", 0.9, round => round.Value / round.Limit, $"{signing.Median(rate => rate):N0} of {signing.Limit:N0} a second"));
    }

    private static double SigningRate(Mailing mailing)
    {
        using var key = RSA.Create(2048);
        var signer = Mailing.Signer(key);
        var output = new ArrayBufferWriter<byte>();
        mailing.Write(1, null, new ArrayBufferWriter<byte>(), output);
        var message = output.WrittenSpan.ToArray();
        var end = message.AsSpan().IndexOf("\r\n\r\n"u8);
        var at = DateTimeOffset.UnixEpoch;
        return RsaLimit.Rate(() =>
        {
            output.ResetWrittenCount();
            signer.Sign(message.AsSpan(0, end + 2), message.AsSpan(end + 4), at, output);
        });
    }
}

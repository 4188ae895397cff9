using System.Buffers;
using System.Diagnostics;
using Moderation.Mail.Smtp;

namespace Moderation.Benchmarks.Sending;

/// <param name="Rate">Messages a second.</param>
/// <param name="Cpu">µs of processor time for each message, all threads of this process.</param>
/// <param name="SigningCpu">µs of it within the RSA operation.</param>
/// <param name="Growth">The largest working set of the whole run to that of its first tenth.</param>
internal sealed record Sent(double Rate, double Cpu, double SigningCpu, double Growth)
{
    public double OtherCpu => Cpu - SigningCpu;

    public override string ToString() => $"{Rate:N0} messages/s, {Cpu:0} µs each, of which signing {SigningCpu:0}";
}

/// <summary>
/// Compose, sign, send: the library path of the relay without its database. Each connection takes the next recipient from a
/// stream of them, as a lane of the relay does.
/// </summary>
internal sealed class SendRun(Mailing mailing, int port, int connections, bool isSigned)
{
    private int _next;
    private int _failed;
    private SmtpOutcome? _failure;

    /// <summary>The runtime compiles again what runs often, in the background and in steps.</summary>
    public async Task WarmUpAsync()
    {
        for (var step = 0; step < 4; step++)
        {
            await RunAsync(3_000);
            await Task.Delay(TimeSpan.FromMilliseconds(300));
        }
    }

    public async Task<Sent> RunAsync(int count)
    {
        (_next, _failed) = (0, 0);
        var keys = Enumerable.Range(0, connections).Select(_ => isSigned ? new MeteredRsa() : null).ToArray();
        using var memory = new MemoryWatch(() => Math.Min(1.0, (double)Volatile.Read(ref _next) / count));
        var (cpu, from) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        await Task.WhenAll(keys.Select(key => Task.Run(() => LaneAsync(count, key))));
        var seconds = Stopwatch.GetElapsedTime(from).TotalSeconds;
        var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;
        var signing = keys.Sum(key => key?.Microseconds ?? 0);
        Array.ForEach(keys, key => key?.Dispose());
        return _failed == 0
            ? new Sent(count / seconds, used / count, signing / count, memory.Growth)
            : throw new GoalFailedException($"{_failed:N0} of {count:N0} messages were not accepted; the first: {_failure?.Reason}");
    }

    private async Task LaneAsync(int count, MeteredRsa? key)
    {
        var route = new SmtpRoute { Host = "127.0.0.1", Port = port, HeloName = "relay.news.example", Tls = TlsPolicy.None };
        var signer = key is null ? null : Mailing.Signer(key);
        var (scratch, output, other) = (new ArrayBufferWriter<byte>(128 * 1024), new ArrayBufferWriter<byte>(128 * 1024), new ArrayBufferWriter<byte>(128 * 1024));
        await using var connection = await SmtpConnection.ConnectAsync(route, CancellationToken.None);
        var last = Task.CompletedTask;
        for (var message = Next(); message is not null;)
        {
            // Its commands leave with the end of this one.
            var next = Next();
            last = SettleAsync(await connection.SubmitAsync(message.Value, CancellationToken.None, next: next));
            message = next;
        }

        // Answers come in order.
        await last;

        SmtpMessage? Next()
        {
            if (Interlocked.Increment(ref _next) is var recipient && recipient > count)
            {
                return null;
            }

            var envelope = mailing.Write(recipient, signer, scratch, output);
            var message = new SmtpMessage(envelope, output.WrittenMemory);
            (output, other) = (other, output);
            return message;
        }
    }

    private async Task SettleAsync(Task<SmtpOutcome> answered)
    {
        var outcome = await answered;
        if (outcome.Kind != SmtpOutcomeKind.Accepted)
        {
            Interlocked.Increment(ref _failed);
            _failure ??= outcome;
        }
    }
}

using Moderation.Benchmarks.Database;
using Moderation.Benchmarks.Limits;
using Moderation.Benchmarks.Parts;
using Moderation.Benchmarks.Sending;

namespace Moderation.Benchmarks.Goals;

/// <summary>The relay itself, from the release of a campaign to the last outcome in PostgreSQL, against a mailer that records nothing.</summary>
internal sealed class SignedRelay : IGoal
{
    private const int Connections = 10;
    private const int PeerMessages = 3_000;

    public int Number => 1;

    public string Name => "signed relay";

    public async Task MeasureAsync(Settings settings, Report report)
    {
        using var sink = await SmtpSink.StartAsync();
        var mailing = Mailing.OfSize(10 * 1024);
        using var peer = await Nodemailer.PrepareAsync(mailing.Letter);
        await using var postgres = await PostgresServer.StartAsync();
        await using var console = new ConsoleHost(
            postgres.ConnectionString("relay"),
            ("Roles", "Relay"), ("Relay:Route:Host", "127.0.0.1"), ("Relay:Route:Port", $"{sink.Port}"), ("Relay:Route:Tls", "None"), ("Relay:Connections", $"{Connections}")).Started();
        var recipients = settings.Full ? 100_000 : 15_000;
        var relay = await RelayedMailing.SeedAsync(console, mailing.Letter, recipients);
        await relay.RunAsync();
        var rounds = await Rounds.RunAsync(
            settings, RsaLimit.MeasureAsync, async () => new Pair(await relay.RunAsync(), await peer.RunAsync(sink.Port, Connections, PeerMessages)));
        report.Add(this, Check.AtLeast(
            rounds, $"relay of {recipients:N0} messages of {mailing.Bytes:N0} bytes, outcomes in PostgreSQL, {Connections} connections", "nodemailer, two processes", 4,
            round => round.Value.Ours.Rate / round.Value.Peer.Rate,
            $"{rounds.Median(pair => pair.Ours.Rate):N0} to {rounds.Median(pair => pair.Peer.Rate):N0} a second; {rounds.Median(pair => pair.Ours.Cpu):N0} to {rounds.Median(pair => pair.Peer.Cpu):N0} µs a message"));
        report.NeverRun(this, "processor time to that of MimeKit + MailKit, which this project does not install");
    }

    private sealed record Pair(Relayed Ours, Nodemailer.Sent Peer)
    {
        public override string ToString() => $"ours {Ours}, peer {Peer}";
    }
}

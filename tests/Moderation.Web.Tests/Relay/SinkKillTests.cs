using System.Diagnostics;
using Moderation.Campaigns;
using Moderation.Web.Tests.Hosting;

namespace Moderation.Web.Tests.Relay;

/// <summary>The next hop is a process of its own and is killed as <c>kill -9</c> does it.</summary>
public sealed class SinkKillTests : IDisposable
{
    private const int Recipients = 2_000;
    private const int Connections = 4;

    private readonly DirectoryInfo _mail = Directory.CreateTempSubdirectory("sink-mail-");

    public void Dispose() => _mail.Delete(recursive: true);

    [SinkFact]
    public async Task A_killed_next_hop_that_comes_back_gets_everybody_and_only_what_was_in_flight_twice()
    {
        await using var world = await RelayWorld.NewAsync();
        var port = FreePort.Take();
        using var first = Start(port, "first");
        world.StartNode(("Relay:Route:Port", $"{port}"), ("Relay:Connections", $"{Connections}"));
        await world.SeedAsync(Recipients);
        var campaign = await world.SendAsync();
        await RelayWorld.UntilAsync(() => Task.FromResult(_mail.EnumerateFiles("first*").Count() > 100), "some have left");
        first.Kill();
        await first.WaitForExitAsync();
        var gone = await world.ProgressAsync(campaign);
        Assert.True(gone.Accepted < Recipients, "It was over before the kill.");

        using var second = Start(port, "second");
        await world.UntilAsync(campaign, CampaignState.Sent);
        second.Kill();
        await second.WaitForExitAsync();

        var firstMail = Read("first");
        var secondMail = Read("second");
        Assert.Equal(Recipients, firstMail.Concat(secondMail).Select(mail => mail.To).Distinct().Count());
        Assert.Equal(Recipients, (await world.ProgressAsync(campaign)).Accepted);
        // Each server got each recipient once; both got only what the first had no time to answer for.
        Assert.Equal(secondMail.Count, secondMail.Select(mail => mail.To).Distinct().Count());
        var twice = firstMail.Select(mail => mail.To).Intersect(secondMail.Select(mail => mail.To)).ToHashSet();
        Assert.InRange(twice.Count, 0, Connections);
        Assert.All(twice, to => Assert.Single(firstMail.Concat(secondMail).Where(mail => mail.To == to).Select(mail => mail.MessageId).Distinct()));
    }

    private Process Start(int port, string name) => Process.Start(new ProcessStartInfo(
        SinkFactAttribute.Program!,
        [.. Environment.UserName == "root" ? (string[])["-u", "root"] : [], "-d", Path.Combine(_mail.FullName, name + "-%Y%m%d%H%M%S."), $"127.0.0.1:{port}", "64"])
    { UseShellExecute = false })!;

    // Without what was cut off before its end: nobody was told that it had arrived.
    private List<(string To, string MessageId)> Read(string server) =>
    [
        .. from file in _mail.EnumerateFiles(server + "*")
           let lines = File.ReadAllLines(file.FullName)
           where Value(lines, "Message-ID:") is not null
           select (Value(lines, "X-Rcpt-Args:")!, Value(lines, "Message-ID:")!),
    ];

    private static string? Value(string[] lines, string field) =>
        Array.Find(lines, line => line.StartsWith(field, StringComparison.OrdinalIgnoreCase)) is { } line ? line[field.Length..].Trim() : null;
}

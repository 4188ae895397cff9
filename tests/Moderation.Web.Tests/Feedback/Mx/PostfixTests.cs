using System.Diagnostics;
using System.Net.Sockets;
using Moderation.Contacts;
using Moderation.Delivery;
using Moderation.Reputation;
using Moderation.Web.Tests.Hosting;
using Moderation.Web.Tests.Relay;

namespace Moderation.Web.Tests.Feedback.Mx;

/// <summary>Bounces of a mail server that shares no code with ours: Debian's Postfix between the relay and the Mx.</summary>
public sealed class PostfixTests
{
    [BouncingPostfixFact]
    public async Task Its_reports_come_back_suppress_the_contact_and_change_the_campaigns_figures()
    {
        var port = FreePort.Take();
        await using var world = await MxWorld.StartAsync(contacts: 6, ("Relay:Route:Port", $"{port}"));
        using var postfix = BouncingPostfix.Start(port, world.Listener.EndPoint.Port, world.Relay.Route.Port);
        world.Relay.Route.OnRecipient = to => to switch
        {
            "reader1@readers.example" => "550 5.1.1 <reader1@readers.example>: User unknown",
            "reader2@readers.example" => "552 5.2.2 Mailbox is full",
            "reader3@readers.example" => "550 5.7.1 Message refused by our policy",
            // Stays in Postfix's queue.
            "reader4@readers.example" => "451 4.3.0 Later",
            _ => null,
        };

        var campaign = await world.SentAsync();
        await RelayWorld.UntilAsync(async () => (await world.FeedbackAsync()).Count == 3, "three reports have come back");

        Assert.Equal((6, 0), ((await world.Relay.ProgressAsync(campaign)).Accepted, (await world.Relay.ProgressAsync(campaign)).Refused));
        var classes = (await world.FeedbackAsync()).Select(f => f.Class!.Value).Order();
        Assert.Equal([BounceKind.Hard, BounceKind.Full, BounceKind.Block], classes);
        var suppression = Assert.Single(await world.SuppressionsAsync());
        Assert.Equal(("reader1@readers.example", SuppressionReason.HardBounce), (suppression.EmailKey, suppression.Reason));
        var counters = await world.Relay.CountersAsync(campaign);
        Assert.Equal((6, 3, 1, 1, 1), (counters[EventKind.Attempted], counters[EventKind.Delivered], counters[EventKind.HardBounced], counters[EventKind.SoftBounced], counters[EventKind.PolicyBlocked]));

        var marketer = await world.MarketerAsync();
        var page = await marketer.ReadAsync($"/campaigns/{campaign}");
        Assert.Contains("<dt>delivered</dt><dd>3</dd>", page, StringComparison.Ordinal);
        Assert.Contains("<dt>no such address</dt><dd>1</dd>", page, StringComparison.Ordinal);
        var rows = await marketer.ReadAsync($"/campaigns/{campaign}/came-back");
        Assert.Contains("reader1@readers.example", rows, StringComparison.Ordinal);
        Assert.Contains("5.2.2", rows, StringComparison.Ordinal);
        Assert.DoesNotContain("reader5@readers.example", rows, StringComparison.Ordinal);
        var blocked = await marketer.ReadAsync($"/campaigns/{campaign}/came-back?what=Block");
        Assert.Contains("reader3@readers.example", blocked, StringComparison.Ordinal);
        Assert.DoesNotContain("reader1@readers.example", blocked, StringComparison.Ordinal);

        // The next campaign leaves the address out.
        var next = await world.SentAsync();
        Assert.Equal(5, (await world.Relay.ProgressAsync(next)).Total);
        Assert.Contains("status=bounced", postfix.Log, StringComparison.Ordinal);
    }
}

/// <summary>A whole Postfix of its own that takes everything, passes it on to a server that refuses some, and reports what that refused.</summary>
internal sealed class BouncingPostfix : IDisposable
{
    private const string Program = "/usr/sbin/postfix";

    private readonly string _folder = Directory.CreateTempSubdirectory("postfix-bounces-").FullName;

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists(Program) ? $"{Program} is not there: install the package postfix."
        : !Environment.IsPrivilegedProcess ? "Postfix starts only as root."
        : null;

    /// <summary>Where its log lies.</summary>
    public string Folder => _folder;

    public string LogPath => At("maillog");

    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    /// <summary>Its folder and nothing that runs yet.</summary>
    public static BouncingPostfix New() => new();

    /// <param name="port">Where it listens on loopback.</param>
    /// <param name="mx">The port that takes its reports.</param>
    /// <param name="next">The port that takes everything else.</param>
    public static BouncingPostfix Start(int port, int mx, int next)
    {
        var server = new BouncingPostfix();
        server.Run(port, mx, next);
        return server;
    }

    /// <summary>As <see cref="Start"/>.</summary>
    public void Run(int port, int mx, int next)
    {
        Run("/bin/chmod", "755", _folder);
        foreach (var name in (string[])["etc", "spool", "data"])
        {
            Directory.CreateDirectory(At(name));
        }

        File.WriteAllText(At("etc/transport"), $"{MxWorld.Bounces} smtp:[127.0.0.1]:{mx}\n* smtp:[127.0.0.1]:{next}\n");
        File.WriteAllText(At("etc/main.cf"), string.Join('\n',
            "compatibility_level = 3.6", $"queue_directory = {At("spool")}", $"data_directory = {At("data")}", "command_directory = /usr/sbin", "daemon_directory = /usr/lib/postfix/sbin",
            "mail_owner = postfix", "setgid_group = postdrop", "myhostname = mail.provider.example", "mydestination =", "local_recipient_maps =", "alias_maps =", "mynetworks = 127.0.0.0/8",
            "inet_interfaces = 127.0.0.1", "inet_protocols = ipv4", "smtpd_relay_restrictions = permit_mynetworks, reject", $"transport_maps = texthash:{At("etc/transport")}",
            "smtp_tls_security_level = none", $"maillog_file = {At("maillog")}", $"maillog_file_prefixes = {_folder}", ""));
        File.WriteAllText(At("etc/master.cf"), string.Join('\n',
            $"127.0.0.1:{port} inet n - n - - smtpd",
            "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite",
            "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp",
            "error unix - - n - - error", "retry unix - - n - - error", "anvil unix - - n - 1 anvil", "postlog unix-dgram n - n - 1 postlogd", ""));
        Run("/bin/chown", "-R", "postfix", At("data"));
        Run(Program, "-c", At("etc"), "start");
        for (var i = 0; i < 100 && !IsOpen(port); i++)
        {
            Thread.Sleep(100);
        }
    }

    public void Dispose()
    {
        if (File.Exists(At("etc/master.cf")))
        {
            Run(Program, "-c", At("etc"), "abort");
        }

        Directory.Delete(_folder, recursive: true);
    }

    private static bool IsOpen(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        // Its children keep the standard streams open, so nothing is read to the end.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private string At(string name) => Path.Combine(_folder, name);
}

/// <summary>Skipped, and says so, where Postfix cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BouncingPostfixFactAttribute : FactAttribute
{
    public BouncingPostfixFactAttribute() => Skip = BouncingPostfix.Missing;
}

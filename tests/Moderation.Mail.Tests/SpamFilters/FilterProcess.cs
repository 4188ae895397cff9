using System.Diagnostics;
using System.Net.Sockets;

namespace Moderation.Mail.Tests.SpamFilters;

/// <summary>A spam filter of its own on loopback, killed with all its children at the end.</summary>
internal sealed class FilterProcess : IDisposable
{
    public const string RspamdProgram = "/usr/bin/rspamd";
    public const string SpamdProgram = "/usr/sbin/spamd";

    private readonly TemporaryFolder _folder = new();
    private readonly System.Text.StringBuilder _said = new();
    private readonly Process _process;

    private FilterProcess(Func<string, int, string[]> arguments, string program)
    {
        Port = RunningProgram.FreePort();
        _process = RunningProgram.Start(program, arguments(_folder.Path, Port));
        // Read, or it would wait for somebody who does.
        _process.OutputDataReceived += Hear;
        _process.ErrorDataReceived += Hear;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Port { get; }

    /// <summary>Rspamd with its own rules, and without what needs Redis or the network.</summary>
    public static Task<FilterProcess> RspamdAsync() => StartAsync(RspamdProgram, (folder, port) =>
    {
        File.WriteAllText(Path.Combine(folder, "rspamd.conf"), $$"""
            options {
                pidfile = "{{folder}}/pid";
                filters = "regexp";
                dns { timeout = 0.2s; sockets = 1; retransmits = 1; nameserver = ["127.0.0.1:9"]; }
                tempdir = "{{folder}}";
                hs_cache_dir = "{{folder}}";
                disable_hyperscan = true;
                url_tld = "/usr/share/rspamd/effective_tld_names.dat";
            }
            logging { type = "console"; level = "warning"; }
            worker "normal" { bind_socket = "127.0.0.1:{{port}}"; count = 1; }
            actions { reject = 15; add_header = 6; greylist = 4; }
            lua = "/usr/share/rspamd/rules/rspamd.lua"
            .include "/etc/rspamd/groups.conf"
            """);
        // -i: as root it would refuse to run; here it reads one mail of ours.
        return ["-f", "-i", "-c", Path.Combine(folder, "rspamd.conf"), $"--var=DBDIR={folder}", $"--var=RUNDIR={folder}"];
    });

    public static Task<FilterProcess> SpamdAsync() => StartAsync(SpamdProgram, (folder, port) =>
    {
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "nobody"] : [];
        return [.. user, "--local", "-x", "--listen", "127.0.0.1", "--port", $"{port}", "--max-children", "1", "--min-children", "1", "--syslog", "stderr", "--cf", "use_bayes 0", "--pidfile", Path.Combine(folder, "pid")];
    });

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private static async Task<FilterProcess> StartAsync(string program, Func<string, int, string[]> arguments)
    {
        var filter = new FilterProcess(arguments, program);
        var waited = Stopwatch.StartNew();
        while (!filter._process.HasExited && waited.Elapsed < TimeSpan.FromSeconds(60))
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync("127.0.0.1", filter.Port);
                return filter;
            }
            catch (SocketException)
            {
                await Task.Delay(100);
            }
        }

        var said = filter._said.ToString();
        filter.Dispose();
        throw new InvalidOperationException($"{program} did not start: {said}");
    }

    private void Hear(object sender, DataReceivedEventArgs line)
    {
        lock (_said)
        {
            _said.AppendLine(line.Data);
        }
    }
}

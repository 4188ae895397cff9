using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Moderation.Web.Data.Postgres;

/// <summary>
/// A private PostgreSQL below a directory, so that a fresh clone runs without a database server. It listens on a Unix socket that
/// only this user can reach (on Windows: loopback with a password) and ends with this process, however this process ends.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private const string Superuser = "postgres";

    // When our end of its standard input closes (also by SIGKILL), the supervisor asks PostgreSQL for a fast shutdown.
    private const string Supervisor = """
        exec 3<&0
        set -m 2>/dev/null
        "$@" >>"$POSTGRES_LOG" 2>&1 </dev/null 3<&- &
        postgres=$!
        set +m 2>/dev/null
        trap '' INT TERM HUP
        { read -r _ <&3; kill -INT "$postgres"; } 2>/dev/null &
        watcher=$!
        wait "$postgres"; code=$?
        kill -KILL "$watcher" 2>/dev/null
        exit "$code"
        """;

    private readonly EmbeddedPostgresOptions _options;
    private readonly DirectoryOwner _owner;
    private readonly Unprivileged _user;
    private readonly PostgresBinaries _binaries;
    private readonly string? _sockets;
    private readonly int _port;
    private readonly string _name = Guid.NewGuid().ToString("N");
    private Process _process = null!;

    private EmbeddedPostgres(EmbeddedPostgresOptions options, DirectoryOwner owner, Unprivileged user, PostgresBinaries binaries)
    {
        (_options, _owner, _user, _binaries) = (options, owner, user, binaries);
        _sockets = OperatingSystem.IsWindows() ? null : SocketDirectory(options.Directory);
        // In a socket directory of its own the number is only part of a file name.
        _port = _sockets is null ? FreePort() : 5432;
    }

    /// <summary>Of the supervisor; on Windows of PostgreSQL itself.</summary>
    internal int ProcessId => _process.Id;

    private string Data => Path.Combine(_options.Directory, "data");

    private string Log => Path.Combine(_options.Directory, "postgres.log");

    private string PasswordFile => Path.Combine(_options.Directory, "password");

    private string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <exception cref="StartRefusedException">With the sentence for the person who started us.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken cancel = default)
    {
        options = options with { Directory = Path.GetFullPath(options.Directory) };
        Directory.CreateDirectory(options.Directory);
        var owner = DirectoryOwner.Take(options.Directory);
        try
        {
            var user = await Unprivileged.DetectAsync(cancel);
            await user.GiveDirectoryAsync(options.Directory, cancel);
            var found = PostgresBinaries.Find(options.SearchFrom);
            var binaries = await user.ReachableAsync(found, options.Directory, cancel);
            var postgres = new EmbeddedPostgres(options, owner, user, binaries);
            await postgres.CreateDataAsync(await binaries.MajorVersionAsync(cancel), cancel);
            await postgres.RunAsync(cancel);
            return postgres;
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    /// <summary>A connection string of the superuser.</summary>
    public string ConnectionString(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = _sockets ?? IPAddress.Loopback.ToString(),
        Port = _port,
        Username = Superuser,
        Database = database,
        Password = _sockets is null ? File.ReadAllText(PasswordFile) : null,
    }.ConnectionString;

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await StopAsync();
        _process.Dispose();
        _owner.Dispose();
        if (_sockets is not null && Directory.Exists(_sockets))
        {
            Directory.Delete(_sockets, recursive: true);
        }
    }

    private async Task CreateDataAsync(int major, CancellationToken cancel)
    {
        var version = Path.Combine(Data, "PG_VERSION");
        if (File.Exists(version))
        {
            var made = (await File.ReadAllTextAsync(version, cancel)).Trim();
            if (made != major.ToString())
            {
                throw new StartRefusedException($"The data in {Data} was made by PostgreSQL {made}, but {_binaries.Postgres} is {major}; set EMBEDDED_PG_BIN to the bin directory of PostgreSQL {made}, or move {_options.Directory} away to begin anew.");
            }

            return;
        }

        // Under another name first: initdb that was killed half-way leaves a directory that looks complete.
        var unfinished = Data + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        Directory.CreateDirectory(unfinished);
        await _user.GiveDirectoryAsync(unfinished, cancel);
        List<string> command = [_binaries.InitDb, "-D", unfinished, "-U", Superuser, "-E", "UTF8", "--locale=C", "--no-instructions"];
        if (_sockets is null)
        {
            await File.WriteAllTextAsync(PasswordFile, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)), cancel);
            command.AddRange(["-A", "scram-sha-256", $"--pwfile={PasswordFile}"]);
        }
        else
        {
            // The directory of the socket admits this user only.
            command.AddRange(["-A", "trust"]);
        }

        if (!_options.Durable)
        {
            command.Add("--no-sync");
        }

        var (exitCode, output) = await Command.RunAsync(_user.Wrap([.. command]), cancel);
        if (exitCode != 0)
        {
            throw new StartRefusedException($"PostgreSQL could not make its data directory {Data}: {output}");
        }

        Directory.Move(unfinished, Data);
    }

    private async Task RunAsync(CancellationToken cancel)
    {
        if (_sockets is not null)
        {
            Directory.CreateDirectory(_sockets);
            await _user.GiveDirectoryAsync(_sockets, cancel);
        }

        // A process of ours that was killed a moment ago may still be shutting its PostgreSQL down; the lock is ours, so we may wait
        // for that one, and end it when nobody else does.
        for (var attempt = 1; ; attempt++)
        {
            var wasRunning = File.Exists(PidFile);
            _process = Process.Start(StartInfo())!;
            if (await BecomesReadyAsync(cancel))
            {
                return;
            }

            await StopAsync();
            _process.Dispose();
            if (attempt == 8 || !(wasRunning || File.Exists(PidFile)))
            {
                var last = File.Exists(Log) ? string.Join('\n', File.ReadLines(Log).TakeLast(5)) : "(no log)";
                throw new StartRefusedException($"PostgreSQL in {_options.Directory} did not start; its log postgres.log ends with:\n{last}");
            }

            if (attempt == 4)
            {
                await Command.RunAsync(_user.Wrap(_binaries.PgCtl, "stop", "-D", Data, "-m", "fast", "-w"), cancel);
            }

            await Task.Delay(250, cancel);
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var command = _user.Wrap([_binaries.Postgres, .. Settings()]);
        ProcessStartInfo start;
        if (_sockets is null)
        {
            // Without a supervisor: after a killed console the next start ends the PostgreSQL that was left over.
            start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false };
        }
        else
        {
            // A session of its own, so that Ctrl+C reaches us and not PostgreSQL. macOS has no setsid; its shell honours `set -m`.
            string[] shell = File.Exists("/usr/bin/setsid") || File.Exists("/bin/setsid") ? ["setsid", "/bin/sh"] : ["/bin/sh"];
            start = new ProcessStartInfo(shell[0], [.. shell[1..], "-c", Supervisor, "sh", .. command]) { UseShellExecute = false };
            start.Environment["POSTGRES_LOG"] = Log;
        }

        start.RedirectStandardInput = true;
        start.WorkingDirectory = _options.Directory;
        return start;
    }

    private IEnumerable<string> Settings()
    {
        List<string> settings = [$"listen_addresses={(_sockets is null ? IPAddress.Loopback : "")}", $"cluster_name={_name}", "max_connections=200", "logging_collector=off"];
        if (_sockets is not null)
        {
            settings.Add($"unix_socket_directories={_sockets}");
        }

        if (_options.Durable)
        {
            // The defaults suit a machine of 2005: an import of a million would write every index page many times over.
            settings.AddRange([$"shared_buffers={SharedBuffers()}MB", "max_wal_size=4GB", "checkpoint_timeout=15min"]);
        }
        else
        {
            settings.AddRange(["fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off"]);
        }

        return ["-D", Data, "-p", $"{_port}", .. settings.SelectMany(setting => new[] { "-c", setting })];
    }

    /// <summary>In MB: an eighth of what this process may use, from PostgreSQL's own 128 up to 4,096.</summary>
    private static long SharedBuffers() => Math.Clamp(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 8 / 1024 / 1024, 128, 4096);

    private async Task<bool> BecomesReadyAsync(CancellationToken cancel)
    {
        var waited = Stopwatch.StartNew();
        while (!_process.HasExited && waited.Elapsed < _options.StartTimeout)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync(cancel);
                await using var name = new NpgsqlCommand("show cluster_name", connection);
                if ((string?)await name.ExecuteScalarAsync(cancel) == _name)
                {
                    return true;
                }
            }
            catch (Exception e) when (e is NpgsqlException or SocketException)
            {
                // Not yet; or the last process's is on its way out.
            }

            await Task.Delay(20, cancel);
        }

        return false;
    }

    private async Task StopAsync()
    {
        if (_sockets is null)
        {
            await Command.RunAsync([_binaries.PgCtl, "stop", "-D", Data, "-m", "fast", "-w"], CancellationToken.None);
        }

        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    // sun_path holds 107 bytes (104 on macOS): a short name made from the directory.
    private static string SocketDirectory(string directory) =>
        Path.Combine(Path.GetTempPath(), "pg-" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(directory)))[..16]);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

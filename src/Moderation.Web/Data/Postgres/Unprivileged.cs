namespace Moderation.Web.Data.Postgres;

/// <summary>
/// PostgreSQL refuses to run as root. In a container root is often the only user, so it is started either as root mapped to
/// another id in a user namespace (files stay ours), or as "nobody" (its directories are given to that user).
/// </summary>
internal sealed class Unprivileged
{
    private const int Nobody = 65534;

    private readonly string[] _prefix;
    private readonly bool _givesAway;

    private Unprivileged(string[] prefix, bool givesAway) => (_prefix, _givesAway) = (prefix, givesAway);

    /// <exception cref="StartRefusedException">We are root and there is no way to become somebody else.</exception>
    public static async Task<Unprivileged> DetectAsync(CancellationToken cancel)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new Unprivileged([], givesAway: false);
        }

        // Not runuser: it stays in between and loses the signal that ends PostgreSQL.
        Unprivileged[] ways =
        [
            new(["unshare", "--user", $"--map-user={Nobody}", $"--map-group={Nobody}", "--"], givesAway: false),
            new(["setpriv", $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", "--"], givesAway: true),
        ];
        foreach (var way in ways)
        {
            if ((await Command.RunAsync(way.Wrap("true"), cancel)).ExitCode == 0)
            {
                return way;
            }
        }

        throw new StartRefusedException("PostgreSQL does not run as root, and neither unshare nor setpriv (package util-linux) works here; start the console as another user, or set ConnectionStrings:Moderation to a PostgreSQL server.");
    }

    public string[] Wrap(params string[] command) => [.. _prefix, .. command];

    public async Task GiveDirectoryAsync(string path, CancellationToken cancel)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        if (_givesAway && await Command.RunAsync(["chown", $"{Nobody}:{Nobody}", path], cancel) is (not 0, var output))
        {
            throw new StartRefusedException($"{path} could not be given to the user that runs PostgreSQL: {output}");
        }
    }

    /// <summary>The binaries themselves, or a copy below <paramref name="directory"/> when the dropped user cannot reach them (a checkout in /root).</summary>
    public async Task<PostgresBinaries> ReachableAsync(PostgresBinaries binaries, string directory, CancellationToken cancel)
    {
        if (!_givesAway || (await Command.RunAsync(Wrap("test", "-x", binaries.Postgres), cancel)).ExitCode == 0)
        {
            return binaries;
        }

        var copy = Path.Combine(directory, "pg");
        await Command.RunAsync(["cp", "-a", "-T", Path.GetFullPath(Path.Combine(binaries.Directory, "..")), copy], cancel);
        await Command.RunAsync(["chmod", "-R", "a+rX", copy], cancel);
        return new PostgresBinaries(Path.Combine(copy, "bin"));
    }
}

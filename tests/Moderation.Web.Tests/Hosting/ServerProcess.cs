using System.Diagnostics;

namespace Moderation.Web.Tests.Hosting;

/// <summary>The server in a process of its own, so that it can be killed.</summary>
internal sealed class ServerProcess : IDisposable
{
    private readonly Process _process;

    private ServerProcess(Process process) => _process = process;

    public bool HasEnded => _process.HasExited;

    /// <param name="directory">What it keeps on disk.</param>
    /// <param name="settings">Its configuration; without demo data.</param>
    public static ServerProcess Start(string directory, IEnumerable<KeyValuePair<string, string?>> settings)
    {
        // The same configuration, Debug or Release, as this assembly.
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = Repository.Web, UseShellExecute = false };
        start.ArgumentList.Add(Path.Combine(Repository.Web, "bin", output.Parent!.Name, output.Name, "Moderation.Web.dll"));
        foreach (var argument in (string[])["--urls=http://127.0.0.1:0", "--Demo:Enabled=false", "--Logging:LogLevel:Default=Warning", $"--Local:Directory={directory}"])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in settings)
        {
            start.ArgumentList.Add($"--{key}={value}");
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        return new ServerProcess(Process.Start(start)!);
    }

    /// <summary>SIGKILL. A private PostgreSQL of the server goes with it.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }
}

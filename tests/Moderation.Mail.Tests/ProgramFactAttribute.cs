using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Moderation.Mail.Tests;

/// <summary>A test against somebody else's program; skipped, and says so, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ProgramFactAttribute : FactAttribute
{
    public ProgramFactAttribute(string path, string package)
    {
        if (!File.Exists(path))
        {
            Skip = $"{path} is not there: install the package {package}.";
        }
    }
}

/// <summary>As <see cref="ProgramFactAttribute"/>, for Debian's python3 with dkimpy.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DkimpyFactAttribute : FactAttribute
{
    public const string Python = "/usr/bin/python3";

    private static readonly Lazy<bool> Present = new(() =>
        File.Exists(Python) && RunningProgram.Run(Python, "-c", "import dkim").ExitCode == 0);

    public DkimpyFactAttribute()
    {
        if (!Present.Value)
        {
            Skip = "dkimpy is not there: install the package python3-dkim.";
        }
    }
}

internal static class RunningProgram
{
    public static Process Start(string path, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(path, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!;

    public static (int ExitCode, string Output, string Error) Run(string path, params string[] arguments)
    {
        using var process = Start(path, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    /// <summary>For a program that must be told its port before it starts.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

using System.ComponentModel;
using System.Diagnostics;

namespace Moderation.Web.Data.Postgres;

/// <summary>Runs a short command to its end and keeps what it said.</summary>
internal static class Command
{
    public static async Task<(int ExitCode, string Output)> RunAsync(IReadOnlyList<string> command, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (!OperatingSystem.IsWindows())
        {
            // The dropped user may not be allowed into the current directory, and initdb complains about that.
            start.WorkingDirectory = "/";
        }

        try
        {
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var errors = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return (process.ExitCode, (await output + await errors).Trim());
        }
        catch (Win32Exception missing)
        {
            return (127, missing.Message);
        }
    }
}

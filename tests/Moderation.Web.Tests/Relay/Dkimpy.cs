using System.Diagnostics;
using System.Text;

namespace Moderation.Web.Tests.Relay;

/// <summary>Debian's python3-dkim, which shares nothing with ours.</summary>
internal static class Dkimpy
{
    private const string Python = "/usr/bin/python3";

    private const string Verify = """
        import sys, glob, dkim
        record = open(sys.argv[1] + '/record.txt', 'rb').read()
        print(sum(dkim.verify(open(path, 'rb').read(), dnsfunc=lambda name, timeout=5: record) for path in glob.glob(sys.argv[1] + '/*.eml')))
        """;

    public static bool IsPresent { get; } = File.Exists(Python) && Run("-c", "import dkim").ExitCode == 0;

    /// <summary>How many of them verify with this key record.</summary>
    public static int CountValid(IEnumerable<WireMessage> messages, string record)
    {
        var folder = Directory.CreateTempSubdirectory("relay-verify-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "record.txt"), record);
            foreach (var (number, message) in messages.Index())
            {
                File.WriteAllBytes(Path.Combine(folder, $"{number}.eml"), Encoding.Latin1.GetBytes(message.Data));
            }

            var (exit, output) = Run("-c", Verify, folder);
            Assert.True(exit == 0, output);
            return int.Parse(output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }
}

/// <summary>Skipped, and says so, where dkimpy is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DkimpyFactAttribute : FactAttribute
{
    public DkimpyFactAttribute()
    {
        if (!Dkimpy.IsPresent)
        {
            Skip = "dkimpy is not there: install the package python3-dkim.";
        }
    }
}

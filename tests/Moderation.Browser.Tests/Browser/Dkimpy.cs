using System.Diagnostics;

namespace Moderation.Browser.Tests.Browser;

/// <summary>Debian's python3-dkim: a verifier that shares nothing with ours.</summary>
public static class Dkimpy
{
    private const string Python = "/usr/bin/python3";

    private const string Verify = """
        import sys, glob, dkim
        record = open(sys.argv[1] + '/record.txt', 'rb').read().strip()
        good = 0
        for path in sorted(glob.glob(sys.argv[1] + '/*.eml')):
            if dkim.verify(open(path, 'rb').read(), dnsfunc=lambda name, timeout=5: record):
                good += 1
            else:
                print('does not verify:', path)
        print('verified', good)
        """;

    public static bool IsPresent { get; } = File.Exists(Python) && Run("-c", "import dkim").ExitCode == 0;

    /// <summary>How many verify, and what it said of the others.</summary>
    public static (int Verified, string Output) VerifyAll(IEnumerable<SunkMail> mails, string record)
    {
        var folder = Directory.CreateTempSubdirectory("moderation-verify-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "record.txt"), record);
            foreach (var (mail, number) in mails.Select((mail, number) => (mail, number)))
            {
                File.WriteAllText(Path.Combine(folder, $"{number:D6}.eml"), mail.Raw);
            }

            var (_, output) = Run("-c", Verify, folder);
            var last = output.TrimEnd().Split('\n')[^1];
            return (last.StartsWith("verified ", StringComparison.Ordinal) ? int.Parse(last[9..]) : 0, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }
}

using System.Diagnostics;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>OpenSMTPD that hands on all it takes. Its package excludes Postfix's, so it may lie unpacked in /opt/opensmtpd.</summary>
internal sealed class OpenSmtpd : IDisposable
{
    private static readonly string[] Places = ["/opt/opensmtpd/usr/sbin/smtpd", "/usr/sbin/smtpd"];

    private readonly string _folder = Directory.CreateTempSubdirectory("opensmtpd-").FullName;
    private readonly Process _process;

    private OpenSmtpd(int port, int smartHost)
    {
        var conf = Path.Combine(_folder, "smtpd.conf");
        File.WriteAllText(conf, $"""
            listen on 127.0.0.1 port {port} hostname "mail.example.org"
            action "on" relay host "smtp+notls://127.0.0.1:{smartHost}"
            match from any for any action "on"

            """);
        _process = RunningProgram.Start(Program!, "-d", "-f", conf);
    }

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing => Program is null ? $"{Places[0]} is not there: unpack the package opensmtpd into /opt/opensmtpd."
        : !Environment.IsPrivilegedProcess ? "OpenSMTPD starts only as root."
        : !File.ReadLines("/etc/passwd").Any(line => line.StartsWith("opensmtpd:", StringComparison.Ordinal)) ? "OpenSMTPD needs the system users opensmtpd and opensmtpq."
        : null;

    private static string? Program => Array.Find(Places, File.Exists);

    /// <param name="port">Where it listens on loopback.</param>
    /// <param name="smartHost">The port on loopback that takes everything from it.</param>
    public static OpenSmtpd Start(int port, int smartHost) => new(port, smartHost);

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A test against OpenSMTPD; skipped, and says so, where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenSmtpdFactAttribute : FactAttribute
{
    public OpenSmtpdFactAttribute() => Skip = OpenSmtpd.Missing;
}

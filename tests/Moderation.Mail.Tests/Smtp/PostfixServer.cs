using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Moderation.Mail.Tests.Smtp;

/// <summary>
/// A whole Postfix of its own: STARTTLS, AUTH for one user, a mailbox for everybody at example.org, and a smart host for the rest.
/// </summary>
internal sealed class PostfixServer : IDisposable
{
    public const string Program = "/usr/sbin/postfix";
    public const string User = "relay@mail.example.org";
    public const string Password = "sécret: 1";

    private const string Sasl = "/usr/sbin/saslpasswd2";

    private static readonly string[] Services =
    [
        "pickup unix n - n 60 1 pickup", "cleanup unix n - n - 0 cleanup", "qmgr unix n - n 300 1 qmgr", "tlsmgr unix - - n 1000? 1 tlsmgr", "rewrite unix - - n - - trivial-rewrite",
        "bounce unix - - n - 0 bounce", "defer unix - - n - 0 bounce", "trace unix - - n - 0 bounce", "proxymap unix - - n - - proxymap", "smtp unix - - n - - smtp",
        "error unix - - n - - error", "retry unix - - n - - error", "virtual unix - n n - - virtual", "anvil unix - - n - 1 anvil", "postlog unix-dgram n - n - 1 postlogd",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("postfix-").FullName;

    private PostfixServer(int port) => Port = port;

    public int Port { get; }

    public string Log => File.Exists(At("maillog")) ? File.ReadAllText(At("maillog")) : "";

    /// <summary>Why it cannot run here; null when it can.</summary>
    public static string? Missing =>
        !File.Exists(Program) ? $"{Program} is not there: install the package postfix."
        : !File.Exists(Sasl) ? $"{Sasl} is not there: install the packages sasl2-bin and libsasl2-modules."
        : !Environment.IsPrivilegedProcess ? "Postfix starts only as root."
        : null;

    /// <param name="port">Where it listens on loopback.</param>
    /// <param name="smartHost">The port on loopback that takes mail for everybody else.</param>
    public static PostfixServer Start(int port, int? smartHost = null)
    {
        var server = new PostfixServer(port);
        server.Configure(smartHost);
        server.Run(Program, "-c", server.At("etc"), "start");
        return server;
    }

    public RemoteCertificateValidationCallback IsOurCertificate => (_, certificate, _, _) =>
    {
        using var own = X509CertificateLoader.LoadCertificateFromFile(At("cert.pem"));
        return certificate is not null && own.GetRawCertData().AsSpan().SequenceEqual(certificate.GetRawCertData());
    };

    /// <summary>What lies in the mailbox, with LF line ends as Postfix keeps it and its own trace fields.</summary>
    public string[] Mailbox() => Directory.Exists(At("mail/all/new")) ? [.. Directory.GetFiles(At("mail/all/new")).Select(File.ReadAllText)] : [];

    public void Dispose()
    {
        Run(Program, "-c", At("etc"), "abort");
        Directory.Delete(_folder, recursive: true);
    }

    private void Configure(int? smartHost)
    {
        Run("/bin/chmod", "755", _folder);
        foreach (var name in (string[])["etc/sasl", "spool", "data", "mail", "db"])
        {
            Directory.CreateDirectory(At(name));
        }

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2126, 1, 1, 0, 0, 0, TimeSpan.Zero));
        File.WriteAllText(At("cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(At("etc/sasl/smtpd.conf"), $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nsasldb_path: {At("db/users")}\nmech_list: PLAIN LOGIN\n");
        File.WriteAllText(At("etc/main.cf"), string.Join('\n',
            "compatibility_level = 3.6", $"queue_directory = {At("spool")}", $"data_directory = {At("data")}", "command_directory = /usr/sbin", "daemon_directory = /usr/lib/postfix/sbin",
            "mail_owner = postfix", "setgid_group = postdrop", "myhostname = mail.example.org", "mydestination =", "local_recipient_maps =", "alias_maps =", "mynetworks =",
            "virtual_mailbox_domains = example.org", $"virtual_mailbox_base = {At("mail")}", "virtual_mailbox_maps = static:all/", "virtual_uid_maps = static:65534", "virtual_gid_maps = static:65534",
            "inet_interfaces = 127.0.0.1", "inet_protocols = ipv4", "smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination",
            "smtpd_tls_security_level = may", $"smtpd_tls_cert_file = {At("cert.pem")}", $"smtpd_tls_key_file = {At("key.pem")}", "smtpd_tls_auth_only = yes", "smtpd_sasl_auth_enable = yes",
            "smtp_tls_security_level = may", smartHost is { } to ? $"relayhost = [127.0.0.1]:{to}" : "", $"maillog_file = {At("maillog")}", $"maillog_file_prefixes = {_folder}", ""));
        File.WriteAllText(At("etc/master.cf"), $"127.0.0.1:{Port} inet n - n - - smtpd\n{string.Join('\n', Services)}\n");
        using (var sasl = RunningProgram.Start(Sasl, "-c", "-p", "-f", At("db/users"), "-u", "mail.example.org", "relay"))
        {
            sasl.StandardInput.Write(Password);
            sasl.StandardInput.Close();
            sasl.WaitForExit();
            Assert.Equal(0, sasl.ExitCode);
        }

        Run("/bin/chown", "-R", "postfix", At("data"), At("db"));
        Run("/bin/chown", "65534", At("mail"));
    }

    private string At(string name) => Path.Combine(_folder, name);

    private void Run(string program, params string[] arguments)
    {
        // Its children keep the standard streams open, so nothing is read to the end.
        using var process = RunningProgram.Start(program, arguments);
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {Log}");
    }
}

/// <summary>A test against a Postfix; skipped, and says so, where it cannot run.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PostfixFactAttribute : FactAttribute
{
    public PostfixFactAttribute() => Skip = PostfixServer.Missing;
}

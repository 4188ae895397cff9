using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Configuration;
using Moderation.Mail.Tests.Fetching;
using Moderation.Web.Feedback.Mx;

namespace Moderation.Web.Tests.Feedback.Mx;

/// <summary>STARTTLS of the role Mx (RFC 3207), with a certificate of an authority of the test's own.</summary>
public sealed class MxTlsTests : IDisposable
{
    // Python's own client, which shares no code with ours: checks the name and the chain, and greets anew after the handshake.
    private const string Python = """
        import sys, ssl, smtplib
        port, root, to = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        context = ssl.create_default_context(cafile=root)
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        client = smtplib.SMTP('localhost', port, local_hostname='front.provider.example', timeout=60)
        client.starttls(context=context)
        client.sendmail('', [to], sys.stdin.buffer.read().replace(b'\n', b'\r\n'))
        print(client.sock.version(), client.has_extn('starttls'))
        client.quit()
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("mx-tls-").FullName;

    public MxTlsTests()
    {
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var authority = new TestAuthority("Harbour");
        var given = authority.Give(["localhost"], now, now.AddYears(40));
        using var key = given.TargetCertificate.GetECDsaPrivateKey()!;
        File.WriteAllText(At("root.pem"), authority.Root.ExportCertificatePem());
        File.WriteAllText(At("chain.pem"), given.TargetCertificate.ExportCertificatePem() + "\n" + authority.Intermediate.ExportCertificatePem() + "\n");
        File.WriteAllText(At("key.pem"), key.ExportPkcs8PrivateKeyPem());
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(At("other-key.pem"), other.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_client_that_checks_the_whole_chain_brings_a_bounce_under_tls()
    {
        await using var world = await StartAsync();
        await world.SentAsync();
        var start = new ProcessStartInfo("python3", ["-I", "-c", Python, $"{world.Listener.EndPoint.Port}", At("root.pem"), world.MessageTo("reader1@readers.example").From])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        using var python = Process.Start(start)!;
        await python.StandardInput.WriteAsync(BounceTests.Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 User unknown"));
        python.StandardInput.Close();
        var (said, wrong) = (await python.StandardOutput.ReadToEndAsync(), await python.StandardError.ReadToEndAsync());
        await python.WaitForExitAsync();

        Assert.True(python.ExitCode == 0, wrong);
        Assert.Equal("TLSv1.3 False", said.Trim());
        Assert.Equal("reader1@readers.example", Assert.Single(await world.SuppressionsAsync()).EmailKey);
    }

    [Fact]
    public async Task Without_a_certificate_it_is_not_offered_and_refused()
    {
        await using var world = await MxWorld.StartAsync(contacts: 1);
        using var talk = await world.ConnectAsync();

        Assert.Equal("250 ENHANCEDSTATUSCODES", await talk.SayAsync("EHLO front.provider.example"));
        Assert.StartsWith("503 5.5.1", await talk.SayAsync("STARTTLS"), StringComparison.Ordinal);
    }

    // CVE-2011-0411: what somebody in between writes behind STARTTLS would be taken for what the client says under TLS.
    [Fact]
    public async Task What_was_said_behind_starttls_in_clear_is_thrown_away()
    {
        await using var world = await StartAsync();
        await world.SentAsync();
        var to = world.MessageTo("reader1@readers.example").From;
        var slipped = $"EHLO evil.example\r\nMAIL FROM:<>\r\nRCPT TO:<{to}>\r\nDATA\r\n{BounceTests.Dsn("reader1@readers.example", "5.1.1", "550 5.1.1 User unknown").ReplaceLineEndings("\r\n")}\r\n.\r\n";

        using (var together = await world.ConnectAsync())
        {
            await together.WriteAsync(Encoding.ASCII.GetBytes("STARTTLS\r\n" + slipped));
            Assert.StartsWith("554 5.5.1", await together.HearAsync(), StringComparison.Ordinal);
            Assert.Equal("", await together.HearAsync());
        }

        // A moment later it stands where the handshake should.
        using (var after = await world.ConnectAsync())
        {
            Assert.StartsWith("220", await after.SayAsync("STARTTLS"), StringComparison.Ordinal);
            await after.WriteAsync(Encoding.ASCII.GetBytes(slipped));
            Assert.DoesNotMatch("^[2345][0-9][0-9]", await after.HearAsync());
        }

        Assert.Empty(await world.FeedbackAsync());
        Assert.Empty(await world.SuppressionsAsync());
    }

    [Fact]
    public async Task Under_tls_everything_begins_anew()
    {
        await using var world = await StartAsync();
        using var talk = await world.ConnectAsync();
        Assert.Equal("250 STARTTLS", await talk.SayAsync("EHLO front.provider.example"));
        Assert.StartsWith("250", await talk.SayAsync("MAIL FROM:<>"), StringComparison.Ordinal);

        Assert.StartsWith("220", await talk.SayAsync("STARTTLS"), StringComparison.Ordinal);
        await talk.EncryptAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Trusting(At("root.pem")) });

        Assert.StartsWith("503 5.5.1", await talk.SayAsync("RCPT TO:<postmaster>"), StringComparison.Ordinal);
        Assert.StartsWith("503 5.5.1 Say EHLO", await talk.SayAsync("MAIL FROM:<>"), StringComparison.Ordinal);
        Assert.Equal("250 ENHANCEDSTATUSCODES", await talk.SayAsync("EHLO front.provider.example"));
        Assert.StartsWith("503 5.5.1", await talk.SayAsync("STARTTLS"), StringComparison.Ordinal);
        Assert.StartsWith("250", await talk.SayAsync("MAIL FROM:<>"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere.pem", "key.pem", "cannot be used")]
    [InlineData("chain.pem", "nowhere.pem", "cannot be used")]
    [InlineData("chain.pem", "other-key.pem", "cannot be used")]
    [InlineData("chain.pem", null, "cannot be used")]
    [InlineData("key.pem", "key.pem", "cannot be used")]
    [InlineData(null, "key.pem", "Mx:Certificate is not")]
    public void A_certificate_that_cannot_be_used_stops_the_start(string? certificate, string? key, string why)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Mx:Certificate", certificate is null ? null : At(certificate)), new("Mx:CertificateKey", key is null ? null : At(key))]).Build();

        Assert.Contains(why, Assert.Throws<StartRefusedException>(() => MxCertificate.From(configuration.GetSection("Mx"))).Message, StringComparison.Ordinal);
    }

    private Task<MxWorld> StartAsync() => MxWorld.StartAsync(contacts: 1, ("Mx:Certificate", At("chain.pem")), ("Mx:CertificateKey", At("key.pem")));

    private static X509ChainPolicy Trusting(string root) => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509CertificateLoader.LoadCertificateFromFile(root) },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
    };

    private string At(string name) => Path.Combine(_folder, name);
}

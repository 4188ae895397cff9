using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

/// <summary>Agreement with dkimpy and opendkim, which share nothing with ours or with each other.</summary>
public sealed partial class DkimInteropTests
{
    private const int Messages = 2000;

    // It signs about 100 a second.
    private const int SignedByDkimpy = 500;

    private const string Opendkim = "/usr/sbin/opendkim";

    private const string VerifyAll = """
        import sys, glob, dkim
        record = open(sys.argv[1] + '/record.txt', 'rb').read()
        for path in sorted(glob.glob(sys.argv[1] + '/*.eml')):
            print(path, dkim.verify(open(path, 'rb').read(), dnsfunc=lambda name, timeout=5: record))
        """;

    private const string SignAll = """
        import sys, glob, dkim
        key = open(sys.argv[1] + '/key.pem', 'rb').read()
        forms = [b'relaxed', b'simple']
        for i, path in enumerate(sorted(glob.glob(sys.argv[1] + '/*.eml'))):
            message = open(path, 'rb').read()
            field = dkim.sign(message, b's1', b'example.com', key, canonicalize=(forms[i & 1], forms[i >> 1 & 1]), length=(i % 5 == 0))
            open(path, 'wb').write(field + message)
        """;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    [DkimpyFact]
    public async Task What_we_sign_dkimpy_verifies()
    {
        using var key = DkimKey.Create();
        var signer = new DkimSigner(DomainName.Parse("example.com"), "s1", key.Rsa);
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("record.txt"), key.TxtRecord);
        await WriteSignedAsync(folder, 11, signer, ended: false);

        var (exit, lines, error) = RunningProgram.Run(DkimpyFactAttribute.Python, "-c", VerifyAll, folder.Path);
        Assert.True(exit == 0, error);
        Assert.DoesNotContain("False", lines, StringComparison.Ordinal);
        Assert.Equal(Messages, lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [DkimpyFact]
    public async Task What_dkimpy_signs_we_verify()
    {
        using var key = DkimKey.Create();
        using var folder = new TemporaryFolder();
        // dkimpy reads PKCS#1.
        await File.WriteAllTextAsync(folder.File("key.pem"), key.Rsa.ExportRSAPrivateKeyPem());
        await WriteSignedAsync(folder, 12, count: SignedByDkimpy, ended: false);

        var (exit, _, error) = RunningProgram.Run(DkimpyFactAttribute.Python, "-c", SignAll, folder.Path);
        Assert.True(exit == 0, error);
        await AllPassAsync(folder, key.TxtRecord);
    }

    [ProgramFact(Opendkim, "opendkim")]
    public async Task What_we_sign_opendkim_verifies()
    {
        using var rsa = DkimKey.Create();
        using var folder = new TemporaryFolder();
        await WriteSignedAsync(folder, 13, new DkimSigner(DomainName.Parse("example.com"), "s1", rsa.Rsa));
        Assert.Equal(Messages, await PassedByOpendkimAsync(folder, rsa.TxtRecord));
    }

    [ProgramFact(Opendkim, "opendkim")]
    public async Task What_we_sign_with_Ed25519_opendkim_verifies()
    {
        using var ed25519 = Ed25519Key.Create(out _);
        using var folder = new TemporaryFolder();
        await WriteSignedAsync(folder, 14, new DkimSigner(DomainName.Parse("example.com"), "s1", ed25519));
        Assert.Equal(Messages, await PassedByOpendkimAsync(folder, ed25519.TxtRecord));
    }

    [ProgramFact(Opendkim, "opendkim")]
    public async Task What_opendkim_signs_we_verify()
    {
        using var key = DkimKey.Create();
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("key.pem"), key.Rsa.ExportRSAPrivateKeyPem());
        await WriteSignedAsync(folder, 15);
        var files = Mails(folder);
        // Not "simple" headers: a milter is told fields without the space after their colon, so it would sign others than these.
        foreach (var (form, share) in new[] { "relaxed/relaxed", "relaxed/simple" }.Zip(files.Chunk((Messages + 1) / 2)))
        {
            var conf = $"Mode s\nDomain example.com\nSelector s1\nKeyFile {folder.File("key.pem")}\nRequireSafeKeys no\nCanonicalization {form}\n";
            var fields = SignatureField().Matches(await OpendkimAsync(folder, conf, share)).Select(match => match.Groups["value"].Value).ToList();
            Assert.Equal(share.Length, fields.Count);
            foreach (var (file, field) in share.Zip(fields))
            {
                var folded = Encoding.ASCII.GetBytes("DKIM-Signature: " + field.ReplaceLineEndings("\r\n") + "\r\n");
                await File.WriteAllBytesAsync(file, [.. folded, .. await File.ReadAllBytesAsync(file)]);
            }
        }

        await AllPassAsync(folder, key.TxtRecord);
    }

    // Both canonical forms add a missing end, and so does SMTP; opendkim's reader of files does not see a line without one.
    private static async Task WriteSignedAsync(TemporaryFolder folder, int seed, DkimSigner? signer = null, int count = Messages, bool ended = true)
    {
        var number = 0;
        foreach (var (header, body) in RandomMail.Make(seed, count))
        {
            var output = new ArrayBufferWriter<byte>();
            signer?.Sign(header, body, At, output);
            await File.WriteAllBytesAsync(folder.File($"{number++:D4}.eml"), [.. output.WrittenSpan, .. header, .. "\r\n"u8, .. body, .. ended && !body.AsSpan().EndsWith("\r\n"u8) ? "\r\n"u8 : []]);
        }
    }

    private static async Task AllPassAsync(TemporaryFolder folder, string record)
    {
        var verifier = new DkimVerifier((_, _) => ValueTask.FromResult<IReadOnlyList<string>>([record]));
        foreach (var file in Mails(folder))
        {
            var message = await File.ReadAllBytesAsync(file);
            var result = Assert.Single(await verifier.VerifyAsync(message, At, default));
            Assert.True(result.Verdict == DkimVerdict.Pass, $"{Path.GetFileName(file)}: {result.Reason}\n{Encoding.UTF8.GetString(message)}");

            // One changed letter of a field that everybody signs.
            message[message.AsSpan().IndexOf("\r\nFrom: "u8) + "\r\nFrom: ".Length] ^= 1;
            Assert.Equal(DkimVerdict.Fail, Assert.Single(await verifier.VerifyAsync(message, At, default)).Verdict);
        }
    }

    private static string[] Mails(TemporaryFolder folder) => [.. Directory.GetFiles(folder.Path, "*.eml").Order(StringComparer.Ordinal)];

    private static async Task<int> PassedByOpendkimAsync(TemporaryFolder folder, string record)
    {
        await File.WriteAllTextAsync(folder.File("records.txt"), $"s1._domainkey.example.com {record}\n");
        var output = await OpendkimAsync(folder, $"Mode v\nTestDNSData {folder.File("records.txt")}\n", Mails(folder));
        return output.Split('\n').Count(line => line.Contains(": verification (s=s1, d=example.com, ", StringComparison.Ordinal) && line.EndsWith(" succeeded", StringComparison.Ordinal));
    }

    private static async Task<string> OpendkimAsync(TemporaryFolder folder, string conf, IEnumerable<string> files)
    {
        await File.WriteAllTextAsync(folder.File("opendkim.conf"), conf);
        var (exit, output, error) = RunningProgram.Run(Opendkim, "-x", folder.File("opendkim.conf"), "-v", "-v", "-t", string.Join(',', files));
        Assert.True(exit == 0, error);
        return output + error;
    }

    [GeneratedRegex("hname='DKIM-Signature' hvalue='(?<value>[^']+)'", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex SignatureField();
}

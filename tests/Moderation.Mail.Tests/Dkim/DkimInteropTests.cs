using System.Buffers;
using System.Text;
using Moderation.Accounts;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

/// <summary>Agreement with dkimpy, an implementation that shares nothing with ours.</summary>
public sealed class DkimInteropTests
{
    private const int Messages = 200;

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
        var random = new Random(11);
        for (var i = 0; i < Messages; i++)
        {
            var (header, body) = RandomMessage(random);
            var output = new ArrayBufferWriter<byte>();
            signer.Sign(header, body, At, output);
            await File.WriteAllBytesAsync(folder.File($"{i:D4}.eml"), [.. output.WrittenSpan, .. header, .. "\r\n"u8, .. body]);
        }

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
        var random = new Random(12);
        for (var i = 0; i < Messages; i++)
        {
            var (header, body) = RandomMessage(random);
            await File.WriteAllBytesAsync(folder.File($"{i:D4}.eml"), [.. header, .. "\r\n"u8, .. body]);
        }

        var (exit, _, error) = RunningProgram.Run(DkimpyFactAttribute.Python, "-c", SignAll, folder.Path);
        Assert.True(exit == 0, error);
        var verifier = new DkimVerifier((_, _) => ValueTask.FromResult<IReadOnlyList<string>>([key.TxtRecord]));
        foreach (var file in Directory.GetFiles(folder.Path, "*.eml"))
        {
            var message = await File.ReadAllBytesAsync(file);
            var result = Assert.Single(await verifier.VerifyAsync(message, At, default));
            Assert.True(result.Verdict == DkimVerdict.Pass, $"{Path.GetFileName(file)}: {result.Reason}\n{Encoding.UTF8.GetString(message)}");

            // One changed letter of the body, beyond any doubt within l=.
            var letter = message.AsSpan().IndexOf("Body:"u8);
            message[letter] ^= 1;
            Assert.Equal(DkimVerdict.Fail, Assert.Single(await verifier.VerifyAsync(message, At, default)).Verdict);
        }
    }

    private static (byte[] Header, byte[] Body) RandomMessage(Random random)
    {
        string[] words = ["offer", "  spaced ", "żółć", "tab\there", "a", "=3D", ".", "..", "-- ", "long-word-that-goes-on", "Summer"];
        string Words(int most, string separator) =>
            string.Join(separator, Enumerable.Range(0, random.Next(1, most)).Select(_ => words[random.Next(words.Length)]));
        string Optional(string field) => random.Next(2) == 0 ? field : "";

        var header = new StringBuilder()
            .Append("From: Example News <news@example.com>\r\n")
            .Append("To:  anna@example.org,\r\n\tbo@example.org \r\n")
            .Append("SUBJECT: ").Append(Words(8, random.Next(2) == 0 ? " " : "\r\n ")).Append("\r\n")
            .Append("Date: Sun, 1 Mar 2026 09:00:00 +0000\r\n")
            .Append(Optional("Reply-To: help@example.com\r\n"))
            .Append(Optional("Cc: c@example.org\r\n"))
            .Append(Optional("X-Unsigned: whatever\r\n"))
            .Append(Optional("List-Unsubscribe: <https://t.example.com/u/1>,\r\n <mailto:u@example.com>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"))
            .Append("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nMessage-ID: <").Append(random.Next()).Append("@example.com>\r\n");
        var body = new StringBuilder("Body: ");
        for (var lines = random.Next(40); lines > 0; lines--)
        {
            body.Append(random.Next(5) == 0 ? Optional(" \t") : Words(12, " ")).Append("\r\n");
        }

        body.Append("end").Append(random.Next(4) switch { 0 => "", 1 => "\r\n", 2 => "\r\n\r\n\r\n", _ => " \t \r\n  \r\n" });
        return (Encoding.UTF8.GetBytes(header.ToString()), Encoding.UTF8.GetBytes(body.ToString()));
    }
}

using System.Text;
using System.Text.RegularExpressions;
using Moderation.Mail.Dkim;

namespace Moderation.Mail.Tests.Dkim;

public sealed partial class DkimCorpusTests
{
    private static readonly DateTimeOffset Now = new(2022, 11, 10, 0, 0, 0, TimeSpan.Zero);

    [CorpusFact("mailauth-rs-dkim")]
    public async Task Mail_of_strangers_passes_with_the_keys_that_stand_above_it()
    {
        foreach (var file in Directory.GetFiles(Corpora.PathOf("mailauth-rs-dkim"), "*.txt"))
        {
            var text = Crlf.Normalise(await File.ReadAllBytesAsync(file));
            var split = text.AsSpan().IndexOf("\r\n\r\n"u8);
            var zone = Encoding.ASCII.GetString(text, 0, split).Split("\r\n").Select(line => line.Split(' ', 2)).ToLookup(p => p[0], p => p[1]);
            var results = await VerifyAsync(text[(split + 4)..], zone);
            Assert.NotEmpty(results);
            Assert.All(results, r => Assert.True(r.Verdict == Expected(r), $"{Path.GetFileName(file)}: {r}"));
        }
    }

    [CorpusFact("mimekit-dkim")]
    public async Task Mail_of_google_passes()
    {
        var pem = await File.ReadAllTextAsync(Path.Combine(Corpora.PathOf("mimekit-dkim"), "gmail.pub"));
        var zone = new[] { "k=rsa; p=" + Pem().Replace(pem, "") }.ToLookup(_ => "20120113._domainkey.gmail.com");
        foreach (var name in (string[])["gmail.msg", "related.msg", "multipart-no-end-boundary.msg"])
        {
            var message = Crlf.Normalise(await File.ReadAllBytesAsync(Path.Combine(Corpora.PathOf("mimekit-dkim"), name)));
            var result = Assert.Single(await VerifyAsync(message, zone));
            Assert.True(result.Verdict == DkimVerdict.Pass, $"{name}: {result}");
        }
    }

    [CorpusFact("spamassassin-dkim")]
    public async Task Mail_whose_keys_are_gone_is_judged_without_throwing()
    {
        foreach (var file in Directory.GetFiles(Corpora.PathOf("spamassassin-dkim"), "*.msg"))
        {
            var message = Crlf.Normalise(await File.ReadAllBytesAsync(file));
            var results = await VerifyAsync(message, Array.Empty<string>().ToLookup(x => x));
            Assert.All(results, r => Assert.NotEqual(DkimVerdict.Pass, r.Verdict));
        }
    }

    private static DkimVerdict Expected(DkimResult result) =>
        result.Reason.Contains("ed25519", StringComparison.Ordinal) ? DkimVerdict.Neutral : DkimVerdict.Pass;

    private static async Task<IReadOnlyList<DkimResult>> VerifyAsync(byte[] message, ILookup<string, string> zone) =>
        await new DkimVerifier((name, _) => ValueTask.FromResult<IReadOnlyList<string>>([.. zone[name]])).VerifyAsync(message, Now, default);

    [GeneratedRegex("-----[A-Z ]+-----|\\s", RegexOptions.NonBacktracking)]
    private static partial Regex Pem();
}

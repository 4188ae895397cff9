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
            Assert.All(results, r => Assert.True(r.Verdict == DkimVerdict.Pass, $"{Path.GetFileName(file)}: {r}"));
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

    [CorpusFact("mimekit-dkim")]
    public async Task The_example_of_RFC_8463_passes_with_both_its_keys()
    {
        // RFC 8463 Appendix A.2.
        var zone = new[]
        {
            ("brisbane._domainkey.football.example.com", "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="),
            ("test._domainkey.football.example.com", "v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDkHlOQoBTzWRiGs5V6NpP3idY6Wk08a5qhdR6wy5bdOKb2jLQiY/J16JYi0Qvx/byYzCNb3W91y3FutACDfzwQ/BC/e/8uBsCR+yz1Lxj+PL6lHvqMKrM3rG4hstT5QjvHO9PzoxZyVYLzBfO2EeC3Ip3G+2kryOTIKT+l/K4w3QIDAQAB"),
        }.ToLookup(r => r.Item1, r => r.Item2);
        var message = Crlf.Normalise(await File.ReadAllBytesAsync(Path.Combine(Corpora.PathOf("mimekit-dkim"), "rfc8463-example.msg")));
        var results = await VerifyAsync(message, zone);
        Assert.Equal(["brisbane", "test"], results.Select(r => r.Selector));
        Assert.All(results, r => Assert.True(r.Verdict == DkimVerdict.Pass, r.ToString()));
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

    private static async Task<IReadOnlyList<DkimResult>> VerifyAsync(byte[] message, ILookup<string, string> zone) =>
        await new DkimVerifier((name, _) => ValueTask.FromResult<IReadOnlyList<string>>([.. zone[name]])).VerifyAsync(message, Now, default);

    [GeneratedRegex("-----[A-Z ]+-----|\\s", RegexOptions.NonBacktracking)]
    private static partial Regex Pem();
}

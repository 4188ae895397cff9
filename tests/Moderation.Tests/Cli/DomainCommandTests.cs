using System.Text.Json;
using Moderation.Mail.Tests.Dns;

namespace Moderation.Tests.Cli;

/// <summary>The command against a name server of our own.</summary>
public sealed class DomainCommandTests
{
    private const string Key =
        "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAp7m4Uqym16kxt/FbXEO/lzn5CpmKdyo07GCQZF37TvvXu78A04WYEauPJ9WV9gVw7+6CEyW6KsnUKUp30z05Jzoo3/Ru/iaBMfmRhtWLMqR0asKzS2D0riKL9GaPHvii8O0zYK0dt64ogMxCg+y1nJP+tSDpSxsqbqJY80qLAPtJZKpYL7nXKMAmjV/8FlGd8Rkmv46d7zk9cy0GAQop8hj/2VUF6zeCyu4eWwomEycNAAOQWyBUqzEvSZ6lUSFc89YldnL2MWUQ0lN0tVPJ9pVv44ZIrm/qKNHt5EqoDxWqlaeZPzeOqGqecR7Omt/nrD6S3L+gdU/yf226koKhcQIDAQAB";

    private const string Good =
        $"""
        example.com MX 10 mx.example.com
        example.com TXT v=spf1 mx ip4:192.0.2.20 -all
        mx.example.com A 192.0.2.10
        10.2.0.192.in-addr.arpa PTR mx.example.com
        s1._domainkey.example.com TXT v=DKIM1; k=rsa; p={Key}
        _dmarc.example.com TXT v=DMARC1; p=reject; rua=mailto:dmarc@example.com
        _smtp._tls.example.com TXT v=TLSRPTv1; rua=mailto:tls@example.com
        """;

    [Fact]
    public async Task A_sound_domain_exits_with_zero_and_says_what_it_found()
    {
        var (code, json) = await RunAsync(new WireZone(Good), "example.com");
        Assert.Equal(0, code);
        Assert.Equal("example.com", json.GetProperty("domain").GetString());
        Assert.Equal("advice", json.GetProperty("state").GetString());
        Assert.Equal(
            ["SPF good", "DKIM good", "DMARC good", "PTR good", "MTA-STS advice", "TLS-RPT good", "BIMI advice"],
            json.GetProperty("checks").EnumerateArray().Select(c => $"{c.GetProperty("name")} {c.GetProperty("state")}"));
        Assert.Contains("v=spf1 mx ip4:192.0.2.20 -all", Strings(json, "SPF", "found"));
        Assert.Contains(Strings(json, "DKIM", "found"), text => text.EndsWith("RSA, 2048 bits", StringComparison.Ordinal));
        Assert.Contains(Strings(json, "DMARC", "found"), text => text.Contains("by the Public Suffix List: example.com", StringComparison.Ordinal));
        var publish = Check(json, "MTA-STS").GetProperty("publish")[0];
        Assert.Equal(("_mta-sts.example.com", "TXT"), (publish.GetProperty("name").GetString(), publish.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task A_domain_without_records_exits_with_two_and_says_what_to_publish()
    {
        var (code, json) = await RunAsync(new WireZone("bare.example A 192.0.2.1"), "BARE.example.");
        Assert.Equal(2, code);
        Assert.Equal("v=spf1 -all", Check(json, "SPF").GetProperty("publish")[0].GetProperty("value").GetString());
        Assert.Equal("wrong", Check(json, "DMARC").GetProperty("state").GetString());
        Assert.NotEmpty(Strings(json, "DKIM", "wrong"));
    }

    [Fact]
    public async Task A_server_that_fails_exits_with_one_and_calls_nothing_missing()
    {
        var zone = new WireZone(Good);
        foreach (var name in (string[])["example.com", "_dmarc.example.com"])
        {
            zone.Fail(name, 2);
        }

        var (code, json) = await RunAsync(zone, "example.com");
        Assert.Equal(1, code);
        Assert.Empty(Strings(json, "SPF", "wrong"));
        Assert.Contains("SERVFAIL", Assert.Single(Strings(json, "SPF", "notChecked")), StringComparison.Ordinal);
        Assert.Equal("unknown", Check(json, "DMARC").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Named_selectors_and_senders_have_to_be_right()
    {
        var (code, json) = await RunAsync(new WireZone(Good), "example.com", "--selector", "s9", "--ip", "192.0.2.20", "--ip", "192.0.2.99");
        Assert.Equal(2, code);
        Assert.Contains("s9", Assert.Single(Strings(json, "DKIM", "wrong")), StringComparison.Ordinal);
        Assert.Contains("192.0.2.99", Assert.Single(Strings(json, "SPF", "wrong")), StringComparison.Ordinal);
        Assert.Equal(2, Strings(json, "PTR", "wrong").Count);
    }

    [Fact]
    public async Task A_policy_host_that_leads_inside_is_refused()
    {
        var (code, json) = await RunAsync(new WireZone(Good + "\n_mta-sts.example.com TXT v=STSv1; id=1\nmta-sts.example.com A 127.0.0.1"), "example.com");
        Assert.Equal(2, code);
        Assert.Contains("no public address", Assert.Single(Strings(json, "MTA-STS", "wrong")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task People_read_sentences_without_control_characters()
    {
        await using var server = new LocalDnsServer(new WireZone(Good, "_dmarc.example.com TXT v=DMARC1; p=none; x=\u001b[2J\u0007"));
        var (code, output, _) = CheckCommandTests.Run(["domain", "example.com", "--resolver", server.EndPoint.ToString()]);
        Assert.Equal(2, code);
        Assert.Contains("example.com: wrong", output, StringComparison.Ordinal);
        Assert.Contains("publish  _dmarc.example.com TXT", output, StringComparison.Ordinal);
        Assert.DoesNotContain(output, c => char.IsControl(c) && c != '\n');
    }

    [Theory]
    [InlineData("not a domain", "is not a domain name")]
    [InlineData("example.com --resolver nowhere", "--resolver")]
    [InlineData("example.com --resolver 53", "--resolver")]
    [InlineData("example.com --ip 300.1.1.1", "--ip")]
    [InlineData("example.com --ip 10.1", "--ip")]
    [InlineData("example.com --selector a..b", "--selector")]
    public void Bad_usage_exits_with_three_and_a_sentence(string arguments, string words)
    {
        string[] args = arguments == "not a domain" ? [arguments] : arguments.Split(' ');
        var (code, _, error) = CheckCommandTests.Run(["domain", .. args]);
        Assert.Equal(3, code);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_names_the_exit_codes() =>
        Assert.Contains("Exit code: 0", CheckCommandTests.Run(["domain", "--help"]).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);

    private static async Task<(int Code, JsonElement Json)> RunAsync(WireZone zone, params string[] args)
    {
        await using var server = new LocalDnsServer(zone);
        var (code, output, error) = CheckCommandTests.Run(["domain", .. args, "--json", "--resolver", server.EndPoint.ToString()]);
        Assert.Equal("", error);
        return (code, JsonSerializer.Deserialize<JsonElement>(output));
    }

    private static JsonElement Check(JsonElement json, string name) => json.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);

    private static List<string> Strings(JsonElement json, string check, string list) => [.. Check(json, check).GetProperty(list).EnumerateArray().Select(text => text.GetString()!)];
}

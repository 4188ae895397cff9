using Moderation.Mail.Dns;

namespace Moderation.Mail.Tests.Dns;

/// <summary>Answers by somebody who is not the server, or by a server that means harm.</summary>
public sealed class DnsHostileTests
{
    private const string Name = "victim.example.com";

    private static readonly WireZone Truth = new($"{Name} A 192.0.2.1");

    private static readonly WireZone Lie = new($"{Name} A 203.0.113.66");

    [Fact]
    public Task A_wrong_id_is_ignored() => TruthWinsAsync(query => [(byte)~query[0], .. Lie.Answer(query)![1..]]);

    [Fact]
    public Task Another_question_is_ignored() => TruthWinsAsync(query =>
    {
        var answer = Lie.Answer(query)!;
        answer[13] ^= 1;
        return answer;
    });

    [Fact]
    public Task Another_type_is_ignored() => TruthWinsAsync(query =>
    {
        var answer = Lie.Answer(query)!;
        answer[WireZone.Question(query).End - 3] = 16;
        return answer;
    });

    [Fact]
    public Task A_query_is_no_answer() => TruthWinsAsync(query =>
    {
        var answer = Lie.Answer(query)!;
        answer[2] &= 0x7F;
        return answer;
    });

    [Fact]
    public Task Noise_is_ignored() => TruthWinsAsync(query => [query[0], query[1], 0x81]);

    [Fact]
    public Task An_answer_without_a_question_is_ignored() => TruthWinsAsync(query => [query[0], query[1], 0x81, 0x80, .. new byte[8]]);

    [Fact]
    public async Task Records_of_other_names_are_not_taken()
    {
        // Kaminsky's trick: a true-looking answer that brings a record nobody asked for.
        var zone = new WireZone();
        await using var server = new LocalDnsServer((query, _) =>
            [WireZone.Message(query, WireZone.Question(query).End, 0, [zone.Record("bank.example", 1, [203, 0, 113, 66])], [])]);
        var dns = DnsResolverTests.Resolver(server);
        Assert.Equal(DnsOutcome.NoData, (await dns.QueryAsync(Name, DnsType.A, default)).Outcome);
        var asked = server.Questions;
        await dns.QueryAsync("bank.example", DnsType.A, default);
        Assert.True(server.Questions > asked);
    }

    [Theory]
    // The record starts at 0x1F.
    [InlineData("a pointer to itself", "C01F 0001 0001 00000001 0004 01020304")]
    [InlineData("a pointer forward", "C0FF 0001 0001 00000001 0004 01020304")]
    [InlineData("two pointers in a circle", "016101C01F 0001 0001 00000001 0004 01020304")]
    [InlineData("a label of 64", "40 0001 0001 00000001 0004 01020304")]
    [InlineData("a name that ends in nothing", "3F6162")]
    [InlineData("a record that ends in nothing", "C00C 0001 0001 00000001 00")]
    [InlineData("data beyond the end", "C00C 0001 0001 00000001 FFFF 01020304")]
    [InlineData("an address of five octets", "C00C 0001 0001 00000001 0005 0102030405")]
    [InlineData("a string beyond its record", "C00C 0010 0001 00000001 0002 0561")]
    [InlineData("a name beyond its record", "C00C 0005 0001 00000001 0001 C00C")]
    [InlineData("an MX without a name", "C00C 000F 0001 00000001 0002 000A")]
    [InlineData("a TLSA of two octets", "C00C 0034 0001 00000001 0002 0301")]
    public async Task A_broken_answer_is_a_failure(string what, string record)
    {
        Assert.NotEmpty(what);
        var bytes = Convert.FromHexString(record.Replace(" ", "", StringComparison.Ordinal));
        await using var server = new LocalDnsServer((query, _) => [WireZone.Message(query, WireZone.Question(query).End, 0, [bytes], [])]);
        var answer = await DnsResolverTests.Resolver(server).QueryAsync("a.example.com", DnsType.A, default);
        Assert.Equal(DnsOutcome.TemporaryFailure, answer.Outcome);
        Assert.Contains("broken", answer.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_thousand_records_with_a_few_bytes_are_a_failure()
    {
        await using var server = new LocalDnsServer((query, _) =>
        {
            var answer = Truth.Answer(query)!;
            (answer[6], answer[7]) = (0xFF, 0xFF);
            return [answer];
        });
        Assert.Equal(DnsOutcome.TemporaryFailure, (await DnsResolverTests.Resolver(server).QueryAsync(Name, DnsType.A, default)).Outcome);
    }

    [Fact]
    public async Task A_referral_says_nothing_about_the_name()
    {
        var zone = new WireZone();
        await using var server = new LocalDnsServer((query, _) =>
            [WireZone.Message(query, WireZone.Question(query).End, 0, [], [zone.Record("example.com", 2, WireZone.Name("ns.example.com"))])]);
        Assert.Equal(DnsOutcome.TemporaryFailure, (await DnsResolverTests.Resolver(server).QueryAsync(Name, DnsType.A, default)).Outcome);
    }

    [Fact]
    public async Task By_TCP_too_only_the_answer_to_the_question_counts()
    {
        await using var server = new LocalDnsServer((query, tcp) =>
            [tcp ? (byte[])[(byte)~query[0], .. Lie.Answer(query)![1..]] : WireZone.Message(query, WireZone.Question(query).End, 0, [], [], truncated: true)]);
        Assert.Equal(DnsOutcome.TemporaryFailure, (await DnsResolverTests.Resolver(server).QueryAsync(Name, DnsType.A, default)).Outcome);
    }

    private static async Task TruthWinsAsync(Func<byte[], byte[]> forge)
    {
        await using var server = new LocalDnsServer((query, _) => [forge(query), Truth.Answer(query)!]);
        var answer = await DnsResolverTests.Resolver(server).QueryAsync(Name, DnsType.A, default);
        Assert.Equal("192.0.2.1", Assert.IsType<AddressRecord>(Assert.Single(answer.Records)).Address.ToString());
    }
}

using Moderation.Contacts;
using Moderation.Mail.Dns;
using Moderation.Mail.Tests.Dns;
using Moderation.Web.Intake.Gathering;

namespace Moderation.Web.Tests.Intake.Gathering;

public sealed class DomainCensusTests
{
    private readonly MemoryZone _zone = new();

    [Fact]
    public async Task Recipients_at_domains_that_do_not_exist_are_counted_of_those_that_could_be_looked_up()
    {
        _zone.Mx("alive.example", 10, "mx.alive.example");
        var addresses = Enumerable.Range(0, 90).Select(i => $"p{i}@alive.example").Concat(Enumerable.Range(0, 10).Select(i => $"p{i}@gone{i % 3}.example")).Concat(["p@-", "p@broken..example"]);

        var census = await DomainCensus.TakeAsync(_zone, Placed(addresses), CancellationToken.None);

        Assert.Equal(new DomainCensus(10, 100), census);
    }

    [Fact]
    public async Task What_no_server_could_say_is_not_counted() =>
        Assert.Equal(new DomainCensus(0, 0), await DomainCensus.TakeAsync(new Silent(), Placed(Enumerable.Range(0, 50).Select(i => $"p@d{i}.example")), CancellationToken.None));

    [Fact]
    public async Task Of_a_large_list_a_few_hundred_are_looked_up()
    {
        var census = await DomainCensus.TakeAsync(_zone, Placed(Enumerable.Range(0, 5000).Select(i => $"p@d{i}.example")), CancellationToken.None);

        Assert.InRange(census.LookedUp, 250, 300);
        Assert.Equal(census.LookedUp, census.Gone);
    }

    private static PlacedAddress[] Placed(IEnumerable<string> keys) => [.. keys.Select((key, i) => new PlacedAddress(key, i))];

    private sealed class Silent : IDnsResolver
    {
        public ValueTask<DnsAnswer> QueryAsync(string name, DnsType type, CancellationToken ct) => ValueTask.FromResult(DnsAnswer.Failed("no answer"));
    }
}

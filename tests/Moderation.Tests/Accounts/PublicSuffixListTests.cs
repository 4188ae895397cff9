using Moderation.Accounts;

namespace Moderation.Tests.Accounts;

public sealed class PublicSuffixListTests
{
    [CorpusFact("psl-vectors")]
    public void Every_vector_of_the_list_has_its_domain()
    {
        var vectors = File.ReadAllLines(Corpora.Matching("psl-vectors", "test_psl.tsv").Single()).Skip(1).Select(line => line.Split('\t')).ToList();
        Assert.True(vectors.Count > 40);
        foreach (var vector in vectors)
        {
            var expected = vector[1].Length == 0 ? null : vector[1];
            Assert.True(PublicSuffixList.Default.RegistrableDomain(vector[0]) == expected, $"{vector[0]}: not {expected}: {PublicSuffixList.Default.RegistrableDomain(vector[0])}");
        }
    }

    [Theory]
    [InlineData("a.b.c.kobe.jp", "b.c.kobe.jp")]
    [InlineData("x.city.kobe.jp", "city.kobe.jp")]
    [InlineData("c.kobe.jp", null)]
    [InlineData("shop.example.co.uk.", "example.co.uk")]
    [InlineData("a..co.uk", null)]
    [InlineData("", null)]
    [InlineData("\ud800.com", "\ud800.com")]
    public void Wildcards_exceptions_and_nonsense_are_told_apart(string domain, string? expected) =>
        Assert.Equal(expected, PublicSuffixList.Default.RegistrableDomain(domain));

    [Fact]
    public void A_newer_list_can_be_read()
    {
        var list = PublicSuffixList.Parse(new StringReader("// comment\n\ntest\n*.wild.test trailing words\n!not.wild.test\n"));
        Assert.Equal("a.b.wild.test", list.RegistrableDomain("x.a.b.wild.test"));
        Assert.Equal("not.wild.test", list.RegistrableDomain("x.not.wild.test"));
    }
}

using System.Text;
using Moderation.Mail.Dkim;
using Xunit.Sdk;

namespace Moderation.Mail.Tests.Fuzzing;

public sealed class FuzzTests
{
    private static readonly byte[][] Seeds = ["v=DKIM1; k=rsa; p=AAAA"u8.ToArray(), "one 2 three"u8.ToArray()];

    [Fact]
    public void A_round_makes_the_same_input_each_time()
    {
        var mutator = new Mutator(Seeds, ["word"]);
        Assert.Equal(mutator.Make(new Random(7)), mutator.Make(new Random(7)));
        Assert.True(Enumerable.Range(0, 100).Select(i => Convert.ToHexString(mutator.Make(new Random(i)))).Distinct(StringComparer.Ordinal).Count() > 60);
    }

    [Fact]
    public void A_parser_that_throws_is_found_and_named_with_its_input()
    {
        var failure = Assert.ThrowsAny<XunitException>(() => Fuzz.Run("thrower", Seeds, input => throw new InvalidOperationException("broke")));
        Assert.Contains("FUZZ_SEED=", failure.Message, StringComparison.Ordinal);
        Assert.Contains("broke", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_records_of_DKIM_survive() =>
        Fuzz.Run("dkim-record", Seeds, input => DkimKeyRecord.Parse(Encoding.Latin1.GetString(input), out var record)?.ToString(), "v=DKIM1;", "p=", "h=sha256:", "t=y:s;", "s=*;");
}

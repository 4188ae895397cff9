using System.Text.Json;
using Moderation.Reputation;
using Moderation.Tests.Reputation;

namespace Moderation.Tests.Cli;

public sealed class ReputationCommandTests
{
    private const string A = "9/8000 150/20000 100/20000 58/19700 420/19700 3900/15000";

    [Fact]
    public void Json_has_every_factor_unrounded()
    {
        var (code, output, _) = Run(A + " --json");
        var expected = ReputationIndex.Compute(ReputationIndexTests.Parse(A));

        Assert.Equal(0, code);
        var json = JsonSerializer.Deserialize<JsonElement>(output);
        Assert.Equal(expected.Index, json.GetProperty("index").GetDouble());
        Assert.Equal(expected.Raw, json.GetProperty("raw").GetDouble());
        Assert.Equal(expected.Confidence, json.GetProperty("confidence").GetDouble());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("cap").ValueKind);
        Assert.Equal(["complaint", "hardBounce", "block", "unsubscribe", "click", "open"], json.GetProperty("signals").EnumerateObject().Select(signal => signal.Name));
        Assert.All(expected.Signals.Zip(json.GetProperty("signals").EnumerateObject()), pair =>
        {
            Assert.Equal(pair.First.Rate, pair.Second.Value.GetProperty("r").GetDouble());
            Assert.Equal(pair.First.Score, pair.Second.Value.GetProperty("s").GetDouble());
        });
    }

    [Fact]
    public void A_cap_is_a_number_with_its_reason()
    {
        var json = JsonSerializer.Deserialize<JsonElement>(Run("--json 14/2400 420/6000 300/6000 72/5250 21/5250 260/4000").Output);

        Assert.Equal(59, json.GetProperty("cap").GetDouble());
        Assert.Equal("complaints", json.GetProperty("caps")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public void For_people_the_factors_stand_in_a_table()
    {
        var (code, output, _) = Run("0/0 150/20000 100/20000 58/19700 420/19700 3900/15000");

        Assert.Equal(0, code);
        Assert.StartsWith("RI-1: 86.9 of 100, good", output, StringComparison.Ordinal);
        Assert.Contains("no data", output, StringComparison.Ordinal);
        Assert.Contains("82.6032", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_data_is_unrated() => Assert.Contains("unrated", Run("0/0 0/0 0/0 0/0 0/0 0/0").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("9/8000", "six are needed")]
    [InlineData("9/8000 1/2 1/2 1/2 1/2 1/2 1/2", "six are needed")]
    [InlineData("9:8000 1/2 1/2 1/2 1/2 1/2", "complaint: \"9:8000\" is not events/recipients")]
    [InlineData("1/2 x/2 1/2 1/2 1/2 1/2", "hardBounce: \"x/2\"")]
    [InlineData("1/2 1/2 3/2 1/2 1/2 1/2", "block: 3/2 has more events than recipients")]
    [InlineData("1/2 1/2 1/2 1/2 1/2 1/Infinity", "open: ")]
    [InlineData("1/2 1/2 1/2 1/2 1/2 -1/2", "-1/2")]
    public void Bad_input_is_one_clear_sentence_and_exit_code_3(string counts, string sentence)
    {
        var (code, output, error) = Run(counts);

        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Run(string args) => CheckCommandTests.Run(["reputation", .. args.Split(' ')]);
}
